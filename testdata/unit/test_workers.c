#include "workers.h"

#include "facts/build.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* Stands in for the parser: does what the file's name says. Runs in a worker. */
static Blob parse(const ParseRequest *request)
{
    if (strstr(request->path, "crash")) {
        signal(SIGSEGV, SIG_DFL); /* cmocka and sanitizers have handlers of their own */
        raise(SIGSEGV);
    }
    if (strstr(request->path, "exit"))
        _exit(7);
    if (strstr(request->path, "hang"))
        for (;;)
            pause();
    if (strstr(request->path, "interrupt"))
        kill(getppid(), SIGINT);
    if (strstr(request->path, "once") && !access(request->variant, F_OK) && !unlink(request->variant))
        abort();
    Unit *unit = unit_new();
    Interner *interner = interner_new(unit);
    unit->path = interner_string(interner, strrchr(request->path, '/') + 1);
    unit->status = UNIT_PARSED;
    if (strstr(request->path, "large"))
        for (int i = 0; i < 200000; i++)
            vector_push(&unit->lists, (uint32_t)i);
    interner_free(interner);
    Blob blob = blob_write(unit);
    unit_free(unit);
    return blob;
}

static unsigned progress_calls;

static void count_progress(const char *path, unsigned done, unsigned total)
{
    (void)path;
    assert_true(done <= total);
    progress_calls++;
}

static int run(const char *const *names, unsigned count, unsigned jobs, Unit **units)
{
    ParseRequest requests[16] = {0};
    for (unsigned i = 0; i < count; i++)
        requests[i] = (ParseRequest){.root = "/tree", .path = names[i], .variant = ""};
    WorkersOptions options = {.jobs = jobs, .timeout_seconds = 1, .parse = parse, .progress = count_progress};
    progress_calls = 0;
    return workers_parse(requests, count, &options, units);
}

static void end_units(Unit **units, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        unit_free(units[i]);
    workers_wait();
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no process is left behind */
    assert_int_equal(errno, ECHILD);
}

static void assert_unit(const Unit *unit, const char *path, UnitStatus status, const char *reason)
{
    assert_string_equal(unit_string(unit, unit->path), path);
    assert_int_equal(unit->status, status);
    assert_string_equal(unit_string(unit, unit->reason), reason);
}

static void test_order_is_that_of_requests(void **state)
{
    (void)state;
    static const char *const names[] = {"/tree/a.c", "/tree/large.c", "/tree/b.c", "/tree/c.c", "/tree/large2.c"};
    for (unsigned jobs = 0; jobs < 8; jobs++) {
        Unit *units[5];
        assert_int_equal(run(names, 5, jobs, units), 0);
        for (unsigned i = 0; i < 5; i++)
            assert_unit(units[i], names[i] + 6, UNIT_PARSED, "");
        assert_int_equal(units[1]->lists.count, 200001); /* the reserved element too */
        assert_int_equal(progress_calls, 5);
        end_units(units, 5);
    }
}

static void test_nothing_to_do(void **state)
{
    (void)state;
    assert_int_equal(run(NULL, 0, 2, NULL), 0);
}

static void test_crash_costs_one_unit(void **state)
{
    (void)state;
    static const char *const names[] = {"/tree/a.c", "/tree/sub/crash.c", "/tree/b.c", "/tree/exit.c", "/elsewhere/crash.c"};
    for (unsigned jobs = 1; jobs < 4; jobs++) {
        Unit *units[5];
        assert_int_equal(run(names, 5, jobs, units), 0);
        assert_unit(units[0], "a.c", UNIT_PARSED, "");
        assert_unit(units[1], "sub/crash.c", UNIT_FAILED, "the parser crashed: Segmentation fault");
        assert_unit(units[2], "b.c", UNIT_PARSED, "");
        assert_unit(units[3], "exit.c", UNIT_FAILED, "the parser ended early with status 7");
        assert_unit(units[4], "/elsewhere/crash.c", UNIT_FAILED, "the parser crashed: Segmentation fault");
        assert_int_equal(progress_calls, 5);
        end_units(units, 5);
    }
}

static void test_hang_is_cut_off(void **state)
{
    (void)state;
    static const char *const names[] = {"/tree/hang.c", "/tree/a.c"};
    Unit *units[2];
    assert_int_equal(run(names, 2, 2, units), 0);
    assert_unit(units[0], "hang.c", UNIT_FAILED, "parsing took longer than 1 s");
    assert_unit(units[1], "a.c", UNIT_PARSED, "");
    end_units(units, 2);
}

/* What fills this process instead of its own. */
static void test_too_many_facts_cost_one_unit(void **state)
{
    (void)state;
    ParseRequest requests[] = {{.root = "/tree", .path = "/tree/large.c", .variant = ""}, {.root = "/tree", .path = "/tree/a.c", .variant = ""}};
    WorkersOptions options = {.jobs = 2, .facts_limit_bytes = 64 << 10, .parse = parse};
    Unit *units[2];
    assert_int_equal(workers_parse(requests, 2, &options, units), 0);
    assert_unit(units[0], "large.c", UNIT_FAILED, "what the parser found takes more than 64 KiB");
    assert_unit(units[1], "a.c", UNIT_PARSED, "");
    end_units(units, 2);
}

static void test_second_try_succeeds(void **state)
{
    (void)state;
    char marker[] = "/tmp/gclint-test-XXXXXX";
    int descriptor = mkstemp(marker);
    assert_true(descriptor >= 0);
    close(descriptor);
    ParseRequest request = {.root = "/tree", .path = "/tree/once.c", .variant = marker};
    WorkersOptions options = {.parse = parse};
    Unit *unit;
    assert_int_equal(workers_parse(&request, 1, &options, &unit), 0);
    assert_int_equal(access(marker, F_OK), -1); /* so the first try did crash */
    assert_unit(unit, "once.c", UNIT_PARSED, "");
    end_units(&unit, 1);
}

static void test_interrupt_keeps_what_is_known(void **state)
{
    (void)state;
    static const char *const names[] = {"/tree/a.c", "/tree/interrupt.c", "/tree/hang.c", "/tree/b.c"};
    Unit *units[4];
    assert_int_equal(run(names, 4, 1, units), SIGINT);
    assert_unit(units[0], "a.c", UNIT_PARSED, "");
    assert_unit(units[2], "hang.c", UNIT_FAILED, "interrupted");
    assert_unit(units[3], "b.c", UNIT_FAILED, "interrupted");
    end_units(units, 4);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_that_of_requests), cmocka_unit_test(test_nothing_to_do),
        cmocka_unit_test(test_crash_costs_one_unit),      cmocka_unit_test(test_hang_is_cut_off),
        cmocka_unit_test(test_too_many_facts_cost_one_unit), cmocka_unit_test(test_second_try_succeeds),       cmocka_unit_test(test_interrupt_keeps_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

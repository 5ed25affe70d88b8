/* Work that is done by several threads is done once, also where the system has no threads to give. */
#include "base/threads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> /* needs the ones above */

enum { COUNT = 9 };

static void count_call(void *context, unsigned number)
{
    atomic_uint *calls = context;
    atomic_fetch_add(&calls[number], 1);
}

static int calls_each_once(unsigned count)
{
    atomic_uint calls[COUNT] = {0};
    threads_run(count, count_call, calls);
    for (unsigned i = 0; i < COUNT; i++)
        if (calls[i] != (i < count))
            return 0;
    return 1;
}

static void test_each_number_once(void **state)
{
    (void)state;
    assert_true(core_count() >= 1);
    for (unsigned count = 0; count <= COUNT; count++)
        assert_true(calls_each_once(count));
}

/* No memory for a stack of another thread. A sanitizer needs far more than any limit. */
static void test_without_threads(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip();
#endif
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {4096, 4096};
        _exit(setrlimit(RLIMIT_AS, &none) == 0 && calls_each_once(3) ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_number_once), cmocka_unit_test(test_without_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The parent keeps every worker busy: it writes the index of a unit into the worker's pipe and reads back a frame, the
 * size and the bytes of a facts blob. Who has nothing to do gets the next unit, so that long and short files even out. What
 * a worker sends is checked by blob_take like anything from outside: the parser has read a hostile file. */
#include "workers.h"

#include "base/threads.h"
#include "facts/blob.h"
#include "facts/build.h"
#include "interruption.h"
#include "worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The largest of real units have some ten megabytes; what has so many more would only fill this process. */
#define FACTS_LIMIT_BYTES ((uint64_t)256 << 20)
/* Most frames fit: a worker writes the whole and goes on. */
#define PIPE_BYTES (1 << 20)

typedef struct Worker {
    pid_t process; /* 0: not running */
    int to, from;  /* our ends of its pipes */
    bool is_busy;
    uint32_t unit;       /* what it works on */
    int64_t deadline;    /* of monotonic_milliseconds; INT64_MAX: none */
    uint64_t frame_size; /* as far as it was received */
    size_t size_received; /* bytes of that */
    unsigned char *frame;   /* of frame_size bytes; NULL before the whole size is known */
    size_t received;        /* bytes of the frame */
} Worker;

typedef struct Pool {
    const ParseRequest *requests;
    unsigned count;
    const WorkersOptions *options;
    Unit **units;
    unsigned done;
    Worker *workers;
    unsigned worker_count;
    VECTOR(uint32_t) queue; /* units to parse, from queue_next on */
    uint32_t queue_next;
    VECTOR(uint32_t) retries; /* units that failed the first time */
    uint64_t facts_left; /* bytes that all units together may still take */
    bool is_last_try;
    sigset_t outer_mask; /* the signal mask while waiting */
    struct pollfd *polled; /* one a worker */
} Pool;

static int64_t monotonic_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- starting and ending workers -------------------------------------------------------------------------------------- */

static bool make_pipes(int to_worker[2], int from_worker[2])
{
    if (pipe2(to_worker, O_CLOEXEC))
        return false;
    if (!pipe2(from_worker, O_CLOEXEC)) {
        fcntl(from_worker[0], F_SETPIPE_SZ, PIPE_BYTES); /* where it may be so large */
        return true;
    }
    close(to_worker[0]);
    close(to_worker[1]);
    return false;
}

/* In a new worker: it has nothing to do with those that were started before. */
static void close_others(const Pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++) {
        if (pool->workers[i].process) {
            close(pool->workers[i].to);
            close(pool->workers[i].from);
        }
    }
}

static bool start_worker(Pool *pool, Worker *worker)
{
    int to_worker[2], from_worker[2];
    if (!make_pipes(to_worker, from_worker))
        return false;
    fflush(NULL); /* or the child would print again what is still buffered */
    pid_t parent = getpid();
    pid_t process = fork();
    if (process == 0) {
        close(to_worker[1]);
        close(from_worker[0]);
        close_others(pool);
        worker_process_run(&(WorkerProcess){pool->requests, pool->options, &pool->outer_mask, parent, to_worker[0], from_worker[1]});
    }
    int error = errno;
    close(to_worker[0]);
    close(from_worker[1]);
    if (process < 0) {
        close(to_worker[1]);
        close(from_worker[0]);
        errno = error;
        return false;
    }
    worker->process = process;
    worker->to = to_worker[1];
    worker->from = from_worker[0];
    worker->is_busy = false;
    return true;
}

static void forget_frame(Worker *worker)
{
    memory_free(worker->frame);
    worker->frame = NULL;
    worker->size_received = 0;
    worker->received = 0;
}

static void close_pipes(Worker *worker)
{
    close(worker->to);
    close(worker->from);
    worker->process = 0;
    worker->is_busy = false;
    forget_frame(worker);
}

/* Waits for its end. */
static int reap_worker(Worker *worker, struct rusage *usage)
{
    int status = 0;
    pid_t process = worker->process;
    close_pipes(worker);
    while (wait4(process, &status, 0, usage) < 0 && errno == EINTR)
        ;
    return status;
}

static VECTOR(pid_t) ending; /* until workers_wait() */

/* A worker that has nothing more to do ends by itself once its pipe is closed. To give back its memory takes it a while, which is not
 * waited for here. */
static void stop_workers(Pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++) {
        Worker *worker = &pool->workers[i];
        if (worker->process && worker->is_busy)
            kill(worker->process, SIGKILL);
        if (worker->process) {
            vector_push(&ending, worker->process);
            close_pipes(worker);
        }
    }
}

void workers_wait(void)
{
    for (uint32_t i = 0; i < ending.count; i++)
        while (waitpid(ending.items[i], NULL, 0) < 0 && errno == EINTR)
            ;
    vector_free(&ending);
}

/* --- results ---------------------------------------------------------------------------------------------------------------- */

static void finish_unit(Pool *pool, uint32_t index, Unit *unit)
{
    pool->units[index] = unit;
    pool->done++;
    if (pool->options->progress)
        pool->options->progress(pool->requests[index].path, pool->done, pool->count);
}

static Unit *failed_unit(const ParseRequest *request, const char *reason)
{
    Unit *unit = unit_new();
    Interner *interner = interner_new(unit);
    size_t root_length = strlen(request->root);
    const char *path = request->path;
    if (!strncmp(path, request->root, root_length) && path[root_length] == '/')
        path += root_length + 1;
    unit->path = interner_string(interner, path);
    unit->variant = interner_string(interner, request->variant ? request->variant : "");
    unit->reason = interner_string(interner, reason);
    unit->status = UNIT_FAILED;
    interner_free(interner);
    return unit;
}

static void give_up(Pool *pool, uint32_t index, const char *reason)
{
    if (pool->is_last_try)
        finish_unit(pool, index, failed_unit(&pool->requests[index], reason));
    else
        vector_push(&pool->retries, index);
}

static void describe_end(int status, const struct rusage *usage, char *reason, size_t size)
{
    bool near_limit = (size_t)usage->ru_maxrss * 1024 > WORKER_MEMORY_LIMIT / 4 * 3;
    if (near_limit)
        snprintf(reason, size, "the parser ran out of memory (limit %zu MiB)", WORKER_MEMORY_LIMIT >> 20);
    else if (WIFSIGNALED(status))
        snprintf(reason, size, "the parser crashed: %s", strsignal(WTERMSIG(status)));
    else
        snprintf(reason, size, "the parser ended early with status %d", WEXITSTATUS(status));
}

/* Ends a worker that cannot go on. `reason` NULL: it has ended by itself, and how it did tells why. */
static void lose_worker(Pool *pool, Worker *worker, const char *reason)
{
    bool was_busy = worker->is_busy;
    struct rusage usage;
    if (reason)
        kill(worker->process, SIGKILL);
    int status = reap_worker(worker, &usage);
    char how[100];
    describe_end(status, &usage, how, sizeof how);
    if (was_busy)
        give_up(pool, worker->unit, reason ? reason : how);
}

static void lose_slow_worker(Pool *pool, Worker *worker)
{
    char reason[100];
    snprintf(reason, sizeof reason, "parsing took longer than %u s", pool->options->timeout_seconds);
    lose_worker(pool, worker, reason);
}

static void lose_greedy_worker(Pool *pool, Worker *worker, uint64_t limit)
{
    char reason[100];
    snprintf(reason, sizeof reason, "what the parser found takes more than %llu KiB%s", (unsigned long long)limit >> 10,
             limit == pool->facts_left ? ", which is all that is left for it" : "");
    lose_worker(pool, worker, reason);
}

static uint64_t facts_limit(const Pool *pool)
{
    uint64_t limit = pool->options->facts_limit_bytes ? pool->options->facts_limit_bytes : FACTS_LIMIT_BYTES;
    return limit < pool->facts_left ? limit : pool->facts_left;
}

/* The size of a frame is known. */
static void begin_frame(Pool *pool, Worker *worker)
{
    if (!worker->is_busy || !worker->frame_size)
        lose_worker(pool, worker, "the parser's answer was damaged");
    else if (worker->frame_size > facts_limit(pool))
        lose_greedy_worker(pool, worker, facts_limit(pool));
    else
        worker->frame = memory_allocate((size_t)worker->frame_size);
}

static void take_frame(Pool *pool, Worker *worker)
{
    Unit *unit = blob_take(worker->frame, 0, (size_t)worker->frame_size);
    if (!unit) {
        lose_worker(pool, worker, "the parser's answer was damaged");
        return;
    }
    worker->frame = NULL;
    forget_frame(worker);
    pool->facts_left -= worker->frame_size;
    worker->is_busy = false;
    finish_unit(pool, worker->unit, unit);
}

/* False if nothing more will come. */
static bool receive_some(Worker *worker, void *bytes, size_t size, size_t *received)
{
    ssize_t count = read(worker->from, bytes, size);
    *received = count > 0 ? (size_t)count : 0;
    return count > 0 || (count < 0 && errno == EINTR);
}

static void receive(Pool *pool, Worker *worker)
{
    bool is_size = !worker->frame;
    size_t received;
    void *to = is_size ? (unsigned char *)&worker->frame_size + worker->size_received : worker->frame + worker->received;
    size_t wanted = is_size ? sizeof worker->frame_size - worker->size_received : (size_t)worker->frame_size - worker->received;
    if (!receive_some(worker, to, wanted, &received)) {
        lose_worker(pool, worker, NULL);
        return;
    }
    *(is_size ? &worker->size_received : &worker->received) += received;
    if (is_size && worker->size_received == sizeof worker->frame_size)
        begin_frame(pool, worker);
    else if (!is_size && worker->received == worker->frame_size)
        take_frame(pool, worker);
}

/* --- the loop ------------------------------------------------------------------------------------------------------------------ */

static void assign(Pool *pool, Worker *worker)
{
    uint32_t index = pool->queue.items[pool->queue_next++];
    worker->unit = index;
    worker->is_busy = true;
    unsigned timeout = pool->options->timeout_seconds;
    worker->deadline = timeout ? monotonic_milliseconds() + (int64_t)timeout * 1000 : INT64_MAX;
    if (!worker_write(worker->to, &index, sizeof index))
        lose_worker(pool, worker, "the parser could not be told what to parse");
}

static bool any_busy(const Pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count; i++)
        if (pool->workers[i].is_busy)
            return true;
    return false;
}

static void assign_all(Pool *pool)
{
    for (unsigned i = 0; i < pool->worker_count && pool->queue_next < pool->queue.count; i++) {
        Worker *worker = &pool->workers[i];
        if (worker->is_busy)
            continue;
        if (worker->process || start_worker(pool, worker)) {
            assign(pool, worker);
        } else if (!any_busy(pool)) {
            char reason[100];
            snprintf(reason, sizeof reason, "no process could be started for it: %s", strerror(errno));
            give_up(pool, pool->queue.items[pool->queue_next++], reason);
        }
    }
}

static void wait_for_workers(Pool *pool)
{
    int64_t deadline = INT64_MAX;
    for (unsigned i = 0; i < pool->worker_count; i++) {
        const Worker *worker = &pool->workers[i];
        pool->polled[i] = (struct pollfd){worker->process ? worker->from : -1, POLLIN, 0};
        if (worker->is_busy && worker->deadline < deadline)
            deadline = worker->deadline;
    }
    int64_t left = deadline - monotonic_milliseconds();
    left = left < 0 ? 0 : left;
    struct timespec timeout = {left / 1000, left % 1000 * 1000000};
    if (ppoll(pool->polled, pool->worker_count, deadline == INT64_MAX ? NULL : &timeout, &pool->outer_mask) < 0)
        return;
    int64_t now = monotonic_milliseconds();
    for (unsigned i = 0; i < pool->worker_count; i++) {
        Worker *worker = &pool->workers[i];
        if (pool->polled[i].revents)
            receive(pool, worker);
        else if (worker->is_busy && worker->deadline <= now)
            lose_slow_worker(pool, worker);
    }
}

static void run_queue(Pool *pool)
{
    while (!interruption_number()) {
        assign_all(pool);
        if (!any_busy(pool) && pool->queue_next == pool->queue.count)
            return;
        if (any_busy(pool))
            wait_for_workers(pool);
    }
}

/* One at a time, each in a process of its own, so that none suffers from another. */
static void run_retries(Pool *pool)
{
    pool->is_last_try = true;
    pool->worker_count = 1;
    for (uint32_t i = 0; i < pool->retries.count && !interruption_number(); i++) {
        pool->queue.items[0] = pool->retries.items[i];
        pool->queue.count = 1;
        pool->queue_next = 0;
        run_queue(pool);
        stop_workers(pool);
    }
}

/* As facts they take about twice as much, and are all here at once. */
static uint64_t all_facts_limit(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size / 4 : UINT64_MAX;
}

typedef struct SizedUnit {
    off_t size;
    uint32_t unit;
} SizedUnit;

static int compare_sizes(const void *left, const void *right)
{
    const SizedUnit *a = left, *b = right;
    if (a->size != b->size)
        return a->size < b->size ? 1 : -1;
    return a->unit < b->unit ? -1 : 1;
}

/* The largest first, or the last one would be waited for while all others have nothing to do. */
static void fill_queue(Pool *pool)
{
    SizedUnit *units = memory_resize(NULL, pool->count, sizeof *units);
    for (uint32_t i = 0; i < pool->count; i++) {
        struct stat status;
        units[i] = (SizedUnit){stat(pool->requests[i].path, &status) == 0 ? status.st_size : 0, i};
    }
    qsort(units, pool->count, sizeof *units, compare_sizes);
    for (uint32_t i = 0; i < pool->count; i++)
        vector_push(&pool->queue, units[i].unit);
    memory_free(units);
}

static void run_pool(Pool *pool)
{
    pool->facts_left = all_facts_limit();
    fill_queue(pool);
    if (!interruption_number())
        assign_all(pool);
    if (pool->options->meanwhile.work)
        pool->options->meanwhile.work(pool->options->meanwhile.context);
    run_queue(pool);
    stop_workers(pool);
    if (pool->retries.count)
        run_retries(pool);
    for (uint32_t i = 0; i < pool->count; i++)
        if (!pool->units[i])
            pool->units[i] = failed_unit(&pool->requests[i], "interrupted");
}

int workers_parse(const ParseRequest *requests, unsigned count, const WorkersOptions *options, Unit **units)
{
    if (!count)
        return 0;
    memset(units, 0, count * sizeof *units);
    unsigned jobs = options->jobs ? options->jobs : core_count();
    Pool pool = {.requests = requests, .count = count, .options = options, .units = units};
    pool.worker_count = jobs < count ? jobs : count;
    pool.workers = memory_allocate(pool.worker_count * sizeof *pool.workers);
    memset(pool.workers, 0, pool.worker_count * sizeof *pool.workers);
    pool.polled = memory_allocate(pool.worker_count * sizeof *pool.polled);

    /* The signals are blocked but while waiting, so that none comes unseen between a look at interruption_number and ppoll. */
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &pool.outer_mask);
    interruption_hold();
    run_pool(&pool);
    int signal = interruption_number();
    interruption_release();
    sigprocmask(SIG_SETMASK, &pool.outer_mask, NULL);

    vector_free(&pool.queue);
    vector_free(&pool.retries);
    memory_free(pool.workers);
    memory_free(pool.polled);
    return signal;
}

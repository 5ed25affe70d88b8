#include "worker_process.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK_LIMIT_BYTES (8 << 20)

bool worker_write(int descriptor, const void *bytes, size_t size)
{
    for (const unsigned char *rest = bytes; size;) {
        ssize_t written = write(descriptor, rest, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        rest += written;
        size -= (size_t)written;
    }
    return true;
}

static void bound_resources(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct rlimit stack; /* it is data too, but counted for itself: without a limit endless recursion would take all memory */
    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur > STACK_LIMIT_BYTES) {
        stack.rlim_cur = STACK_LIMIT_BYTES;
        setrlimit(RLIMIT_STACK, &stack);
    }
#ifndef HAS_SANITIZER
    struct rlimit memory = {WORKER_MEMORY_LIMIT, WORKER_MEMORY_LIMIT};
    setrlimit(RLIMIT_DATA, &memory);
#endif
}

static void replace_descriptor(int wanted, int flags)
{
    int null = open("/dev/null", flags);
    if (null >= 0 && null != wanted) {
        dup2(null, wanted);
        close(null);
    }
}

static void set_up(const WorkerProcess *worker)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != worker->parent)
        _exit(EXIT_FAILURE); /* it died before we asked to be told */
    signal(SIGINT, SIG_IGN); /* a terminal sends it to us too; the parent decides */
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, worker->mask, NULL);
    replace_descriptor(STDIN_FILENO, O_RDONLY);
    replace_descriptor(STDOUT_FILENO, O_WRONLY);
#ifndef HAS_SANITIZER /* libclang prints names of files as they are when it crashes; a sanitizer its report */
    replace_descriptor(STDERR_FILENO, O_WRONLY);
#endif
    bound_resources();
    memory_expect_much();
    if (worker->options->confine)
        worker->options->confine();
}

static void work(const WorkerProcess *worker)
{
    uint32_t index;
    while (read(worker->from_parent, &index, sizeof index) == (ssize_t)sizeof index) {
        Blob blob = worker->options->parse(&worker->requests[index]);
        uint64_t frame_size = blob.size;
        bool sent = worker_write(worker->to_parent, &frame_size, sizeof frame_size) && worker_write(worker->to_parent, blob.bytes, blob.size);
        memory_free(blob.bytes);
        if (!sent)
            break;
    }
}

/* Without libclang's own end, which takes a while and frees what is freed anyway. */
static _Noreturn void end(void)
{
#ifdef HAS_SANITIZER /* which reports at the end */
    exit(EXIT_SUCCESS);
#else
    _exit(EXIT_SUCCESS);
#endif
}

_Noreturn void worker_process_run(const WorkerProcess *worker)
{
    set_up(worker);
    work(worker);
    end();
}

#include "discover/run_program.h"

#include "base/file_bytes.h"
#include "discover/pyenv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 16, TIME_LIMIT_MS = 10000 };

static bool is_inside(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    while (length && folder[length - 1] == '/')
        length--;
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

static bool may_run(const char *program, const char *forbidden)
{
    char real[PATH_MAX];
    return access(program, X_OK) == 0 && is_regular_file(program) && realpath(program, real) && !is_inside(real, forbidden) &&
           !is_inside(program, forbidden);
}

const char *program_find(Arena *arena, const char *name, const char *forbidden)
{
    const char *path = getenv("PATH");
    for (const char *next; path && *path; path = next) {
        size_t length = strcspn(path, ":");
        next = path + length + (path[length] == ':');
        if (path[0] != '/')
            continue;
        const char *candidate =
            arena_format(arena, "%.*s/%s", (int)(length < PATH_MAX ? length : PATH_MAX), path, name);
        if (!may_run(candidate, forbidden))
            continue;
        const char *behind = pyenv_program(arena, candidate);
        return behind && may_run(behind, forbidden) ? behind : candidate;
    }
    return NULL;
}

static _Noreturn void become(const char *program, const char *const *arguments, int output)
{
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || chdir("/") != 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0)
        _exit(127);
    execv(program, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads until the end of the pipe; false if it took too long or was too much. */
static bool read_output(int pipe_end, char *text, size_t *length)
{
    long long deadline = now_ms() + TIME_LIMIT_MS;
    for (;;) {
        struct pollfd waiting = {.fd = pipe_end, .events = POLLIN};
        long long left = deadline - now_ms();
        int ready = left > 0 ? poll(&waiting, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t count = read(pipe_end, text + *length, OUTPUT_LIMIT - *length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count == 0;
        *length += (size_t)count;
        if (*length == OUTPUT_LIMIT)
            return false;
    }
}

RunningProgram program_start(Arena *arena, const char *const *arguments, const char *forbidden)
{
    const char *program = program_find(arena, arguments[0], forbidden);
    int ends[2];
    if (!program || pipe2(ends, O_CLOEXEC) != 0)
        return (RunningProgram){0};
    pid_t child = fork();
    if (child == 0)
        become(program, arguments, ends[1]);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return (RunningProgram){0};
    }
    return (RunningProgram){child, ends[0]};
}

static int wait_for(RunningProgram *program)
{
    int status = 0;
    close(program->output);
    while (waitpid(program->process, &status, 0) < 0 && errno == EINTR) {
    }
    *program = (RunningProgram){0};
    return status;
}

const char *program_finish(Arena *arena, RunningProgram *program)
{
    if (!program->process)
        return NULL;
    char *text = arena_allocate(arena, OUTPUT_LIMIT + 1);
    size_t length = 0;
    bool complete = read_output(program->output, text, &length);
    if (!complete)
        kill(program->process, SIGKILL);
    int status = wait_for(program);
    text[length] = '\0';
    return complete && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : NULL;
}

void program_stop(RunningProgram *program)
{
    if (!program->process)
        return;
    kill(program->process, SIGKILL);
    wait_for(program);
}

const char *run_program(Arena *arena, const char *const *arguments, const char *forbidden)
{
    RunningProgram program = program_start(arena, arguments, forbidden);
    return program_finish(arena, &program);
}

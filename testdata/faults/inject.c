/* Preloaded into gclint by test_faults.py: makes calls of one function of the C library fail.
 *
 * GCLINT_FAULT=FUNCTION:N:MODE, where FUNCTION is a name below, N the first call that fails, counted in each process from its
 * start (a forked one goes on from its parent's count), and MODE `once` or `from`: whether later ones succeed again; or `kill`:
 * the process ends there as if by kill -9. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* glibc's own, which need no dlsym(): that allocates. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

static bool fails(const char *function)
{
    static const char *wanted;
    static long first, calls;
    static bool is_once, is_kill, is_read;
    if (!is_read) {
        is_read = true;
        const char *fault = getenv("GCLINT_FAULT"), *colon = fault ? strchr(fault, ':') : NULL;
        if (colon) {
            wanted = fault;
            first = strtol(colon + 1, NULL, 10);
            is_once = strstr(colon, ":once") != NULL;
            is_kill = strstr(colon, ":kill") != NULL;
        }
    }
    size_t length = strlen(function);
    if (!wanted || strncmp(wanted, function, length) != 0 || wanted[length] != ':')
        return false;
    long call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (is_kill && call == first)
        raise(SIGKILL);
    return is_kill ? false : is_once ? call == first : call >= first;
}

typedef void (*Function)(void);

/* The function of that name that would have been called without this one. */
static Function next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    Function function;
    if (!found)
        abort();
    memcpy(&function, &found, sizeof function); /* ISO C has no cast for it, POSIX has the function */
    return function;
}

#define NEXT(result, name, parameters) ((result(*) parameters)next(#name))

void *malloc(size_t size)
{
    if (!fails("malloc"))
        return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    if (!fails("malloc"))
        return __libc_calloc(count, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *block, size_t size)
{
    if (!fails("malloc"))
        return __libc_realloc(block, size);
    errno = ENOMEM;
    return NULL;
}

/* Standard error still works when a disk is full. */
ssize_t write(int file, const void *bytes, size_t size)
{
    if (file == STDERR_FILENO || !fails("write"))
        return NEXT(ssize_t, write, (int, const void *, size_t))(file, bytes, size);
    errno = ENOSPC;
    return -1;
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    if (!fails("write"))
        return NEXT(ssize_t, pwrite64, (int, const void *, size_t, off64_t))(file, bytes, size, at);
    errno = ENOSPC;
    return -1;
}

ssize_t read(int file, void *bytes, size_t size)
{
    if (!fails("read"))
        return NEXT(ssize_t, read, (int, void *, size_t))(file, bytes, size);
    errno = EIO;
    return -1;
}

static int open_next(const char *name, const char *path, int flags, mode_t mode)
{
    if (!fails("open"))
        return ((int (*)(const char *, int, ...))next(name))(path, flags, mode);
    errno = EMFILE;
    return -1;
}

static mode_t mode_of(int flags, va_list arguments)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_next("open", path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return open_next("open64", path, flags, mode);
}

int fsync(int file)
{
    if (!fails("fsync"))
        return NEXT(int, fsync, (int))(file);
    errno = EIO;
    return -1;
}

int fdatasync(int file)
{
    if (!fails("fsync"))
        return NEXT(int, fdatasync, (int))(file);
    errno = EIO;
    return -1;
}

int rename(const char *from, const char *to)
{
    if (!fails("rename"))
        return NEXT(int, rename, (const char *, const char *))(from, to);
    errno = ENOSPC;
    return -1;
}

pid_t fork(void)
{
    if (!fails("fork"))
        return NEXT(pid_t, fork, (void))();
    errno = EAGAIN;
    return -1;
}

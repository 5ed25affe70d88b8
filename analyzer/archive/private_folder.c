#include "archive/private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16 };

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    remove(path);
    return 0;
}

void remove_tree(const char *path)
{
    nftw(path, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

/* In the process that is left when all others are gone. Nothing of the terminal or of a pipe is held on to. */
static _Noreturn void keep_watch(const char *path, int line)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    int null = open("/dev/null", O_RDWR);
    for (int i = STDIN_FILENO; i <= STDERR_FILENO && null >= 0; i++)
        dup2(null, i);
    dup2(line, STDERR_FILENO + 1);
    closefrom(STDERR_FILENO + 2);
    char byte;
    while (read(STDERR_FILENO + 1, &byte, 1) < 0 && errno == EINTR) {
    }
    remove_tree(path);
    _exit(0);
}

static bool start_keeper(PrivateFolder *folder)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return false;
    folder->keeper = fork();
    if (folder->keeper == 0) {
        close(ends[1]);
        keep_watch(folder->path, ends[0]);
    }
    close(ends[0]);
    folder->line = ends[1];
    if (folder->keeper > 0)
        return true;
    close(ends[1]);
    return false;
}

PrivateFolder *private_folder_new(Arena *arena, const char **error)
{
    const char *parent = getenv("TMPDIR");
    char real[PATH_MAX];
    if (!parent || *parent != '/' || !realpath(parent, real))
        strcpy(real, "/tmp");
    PrivateFolder *folder = ARENA_NEW(arena, PrivateFolder);
    char *path = arena_format(arena, "%s/gclint-XXXXXX", real);
    /* No signal comes between making the folder and having somebody who removes it. */
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    bool is_made = mkdtemp(path) != NULL;
    folder->path = path;
    bool is_kept = is_made && start_keeper(folder);
    if (!is_kept)
        *error = arena_format(arena, "cannot make a folder in %s to unpack in: %s: name another place with TMPDIR",
                              real, strerror(errno));
    if (is_made && !is_kept)
        rmdir(path);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return is_kept ? folder : NULL;
}

void private_folder_remove(PrivateFolder *folder)
{
    if (!folder)
        return;
    /* The byte, and not only the closing: a process that was started meanwhile may hold a copy. */
    while (write(folder->line, "", 1) < 0 && errno == EINTR) {
    }
    close(folder->line);
    while (waitpid(folder->keeper, NULL, 0) < 0 && errno == EINTR) {
    }
}

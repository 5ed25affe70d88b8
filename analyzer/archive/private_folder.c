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

/* Makes the folder, tells its name, or why there is none, and waits for its end. Nothing of the terminal or of a pipe
 * is held on to, and no signal to the group that the other process is in comes here. */
static _Noreturn void keep_folder(char *path, int line, int answer)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    setsid();
    int problem = mkdtemp(path) ? 0 : errno;
    bool is_told = write(answer, problem ? strerror(problem) : path, strlen(problem ? strerror(problem) : path)) > 0;
    int null = open("/dev/null", O_RDWR);
    for (int i = STDIN_FILENO; i <= STDERR_FILENO && null >= 0; i++)
        dup2(null, i);
    dup2(line, STDERR_FILENO + 1);
    closefrom(STDERR_FILENO + 2);
    char byte;
    while (is_told && !problem && read(STDERR_FILENO + 1, &byte, 1) < 0 && errno == EINTR) {
    }
    if (!problem)
        remove_tree(path);
    _exit(0);
}

static const char *read_answer(Arena *arena, int answer)
{
    char *text = arena_allocate(arena, PATH_MAX);
    size_t length = 0;
    for (;;) {
        ssize_t count = read(answer, text + length, PATH_MAX - 1 - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return text;
        length += (size_t)count;
    }
}

/* What the keeper answers, or why there is none. */
static const char *start_keeper(Arena *arena, PrivateFolder *folder, char *path)
{
    int line[2], answer[2];
    if (pipe2(line, O_CLOEXEC))
        return strerror(errno);
    if (pipe2(answer, O_CLOEXEC)) {
        close(line[0]);
        close(line[1]);
        return strerror(errno);
    }
    folder->keeper = fork();
    if (folder->keeper == 0) {
        close(line[1]);
        keep_folder(path, line[0], answer[1]);
    }
    const char *problem = folder->keeper < 0 ? strerror(errno) : NULL;
    close(line[0]);
    close(answer[1]);
    folder->line = line[1];
    const char *text = problem ? problem : read_answer(arena, answer[0]);
    close(answer[0]);
    return text;
}

PrivateFolder *private_folder_new(Arena *arena, const char **error)
{
    const char *parent = getenv("TMPDIR");
    char real[PATH_MAX];
    if (!parent || *parent != '/' || !realpath(parent, real))
        strcpy(real, "/tmp");
    PrivateFolder *folder = ARENA_NEW(arena, PrivateFolder);
    const char *answer = start_keeper(arena, folder, arena_format(arena, "%s/gclint-XXXXXX", real));
    folder->path = answer;
    if (*answer == '/')
        return folder;
    *error = arena_format(arena, "cannot make a folder in %s to unpack in: %s: name another place with TMPDIR", real,
                          *answer ? answer : "its process died");
    if (folder->keeper > 0)
        private_folder_remove(folder);
    return NULL;
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

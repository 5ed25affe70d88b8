#include "readable_folders.h"
#include "sandbox.h"

#include "tree_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static bool can_open(const char *path, int flags)
{
    int file = open(path, flags | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
    return file >= 0;
}

static void *do_nothing(void *data)
{
    return data;
}

/* What is done to other files and processes. True if anything of it succeeds. */
static bool try_calls(const Tree *tree)
{
    const char *secret = tree_path(tree, "secret");
    struct rlimit limit = {0, 0};
    char letter = 'x';
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    bool has_terminal_call = ioctl(STDIN_FILENO, TIOCSTI, &letter) == 0 || errno != EPERM;
    return child > 0 || has_terminal_call || chmod(secret, 0777) == 0 || chown(secret, 1, 1) == 0 || truncate(secret, 0) == 0 ||
           utimensat(AT_FDCWD, secret, NULL, 0) == 0 || link(secret, tree_path(tree, "cache/link")) == 0 ||
           symlink("/etc", tree_path(tree, "cache/etc")) == 0 || unshare(CLONE_NEWUSER) == 0 || ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0 ||
           prlimit(getppid(), RLIMIT_CORE, &limit, NULL) == 0 || syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 ||
           getrlimit(RLIMIT_CORE, &limit) != 0;
}

/* What is wrong, as an exit status; runs in a child that is confined. */
static int try_everything(const Tree *tree, bool has_landlock, bool has_seccomp)
{
    pthread_t thread;
    static char *const arguments[] = {"false", NULL};
    if (!can_open(tree_path(tree, "tree/file"), O_RDONLY) || !can_open("/usr/include/stdio.h", O_RDONLY))
        return 1;
    if (!can_open(tree_path(tree, "cache/file"), O_RDWR | O_CREAT) || rename(tree_path(tree, "cache/file"), tree_path(tree, "cache/other")))
        return 2;
    if (has_landlock && (can_open("/etc/passwd", O_RDONLY) || can_open(tree_path(tree, "secret"), O_RDONLY)))
        return 3;
    if (has_landlock && (can_open(tree_path(tree, "tree/file"), O_RDWR) || can_open(tree_path(tree, "tree/new"), O_RDWR | O_CREAT)))
        return 4;
    if (has_landlock && unlink(tree_path(tree, "tree/file")) == 0)
        return 5;
    if (has_landlock && (can_open(tree_path(tree, "tree/file"), O_RDONLY | O_TRUNC) || truncate(tree_path(tree, "tree/file"), 0) == 0))
        return 8;
    if (has_landlock && (chdir("/etc") == 0 && can_open("passwd", O_RDONLY)))
        return 9;
    if (has_seccomp && (socket(AF_INET, SOCK_STREAM, 0) >= 0 || kill(getppid(), 0) == 0))
        return 6;
    if (has_seccomp && try_calls(tree))
        return 10;
    if (pthread_create(&thread, NULL, do_nothing, NULL) || pthread_join(thread, NULL))
        return 7; /* clang parses in one */
    if (has_seccomp || has_landlock)
        execv("/bin/false", arguments); /* which tells by its status that it ran */
    return 0;
}

static void test_what_is_forbidden(void **state)
{
    Tree *tree = *state;
    tree_write(tree, "tree/file", "text");
    tree_write(tree, "secret", "text");
    tree_make_folders(tree, "cache/file");
    const char *told = sandbox_describe(tree->arena), *folder = tree_path(tree, "tree");
    bool has_landlock = strstr(told, "by Landlock") && !strstr(told, "not by Landlock");
    bool has_seccomp = strstr(told, "seccomp") && !strstr(told, "not by seccomp") && !strstr(told, "neither");
    Sandbox sandbox = {.readable = &folder, .readable_count = 1, .writable = tree_path(tree, "cache")};
    pid_t child = fork();
    if (child == 0) {
        sandbox_enter(&sandbox);
        _exit(try_everything(tree, has_landlock, has_seccomp));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_folders_of_flags(void **state)
{
    Tree *tree = *state;
    static const char *const never[] = {"/", "/etc", "/etc/ssl", "/etc/include", "/proc/self", "/dev", "/home", "relative", "/srv", "/srv/keys", 
                                        "/srv/someone/project", "/srv/project", "/srv/someone/reinclude", "/usr", "/opt", "/usr/local/etc"};
    static const char *const always[] = {"/usr/include", "/usr/lib/x/include", "/opt/x/include", "/srv/someone/x/Include/sub", "/opt/x/Headers"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_false(is_header_folder(never[i]));
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        assert_true(is_header_folder(always[i]));
    tree_write(tree, "built/pyconfig.h", "");
    assert_true(is_header_folder(tree_path(tree, "built")));
}

static bool may_read(const ReadableFolders *folders, const char *path)
{
    for (unsigned i = 0; i < folders->count; i++)
        if (strcmp(folders->items[i], path) == 0)
            return true;
    return false;
}

/* A link in the tree gives nothing to read but where it leads to; what is beside the tree is not its own. */
static void test_folders_of_a_unit(void **state)
{
    Tree *tree = *state;
    const char *root = tree_path(tree, "tree"), *link = tree_path(tree, "tree/link");
    tree_write(tree, "tree/a.c", "");
    tree_write(tree, "other/include/x.h", "");
    tree_write(tree, "secret/key", "");
    tree_link(tree, "tree/link", "/etc");
    tree_link(tree, "tree/out", "../secret");
    const char *arguments[] = {arena_format(tree->arena, "-I%s", link), "-isystem", tree_path(tree, "tree/out"), "-idirafter",
                               tree_path(tree, "other/include"), arena_format(tree->arena, "-DX=%s", tree_path(tree, "secret"))};
    ParseRequest request = {.root = root, .path = tree_path(tree, "tree/a.c"), .arguments = arguments, .argument_count = 6};
    Options options = {0};
    ReadableFolders folders = readable_folders_find(tree->arena, &options, &request, 1);
    assert_true(may_read(&folders, root));
    assert_true(may_read(&folders, tree_path(tree, "other/include")));
    assert_false(may_read(&folders, tree->root));
    assert_false(may_read(&folders, "/etc"));
    assert_false(may_read(&folders, tree_path(tree, "secret")));
    assert_int_equal(folders.refused_count, 2);
    assert_string_equal(folders.refused, link);
}

/* Of a project's part the whole project; and the build folder that the user names. */
static void test_folders_of_a_part(void **state)
{
    Tree *tree = *state;
    tree_write(tree, "project/.git/config", "");
    tree_write(tree, "project/part/a.c", "");
    tree_write(tree, "build/compile_commands.json", "[]");
    ParseRequest request = {.root = tree_path(tree, "project/part"), .path = tree_path(tree, "project/part/a.c")};
    Options options = {.build_folder = tree_path(tree, "build/compile_commands.json")};
    ReadableFolders folders = readable_folders_find(tree->arena, &options, &request, 1);
    assert_true(may_read(&folders, tree_path(tree, "project")));
    assert_true(may_read(&folders, tree_path(tree, "build")));
    assert_int_equal(folders.refused_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TREE_TEST(test_what_is_forbidden), TREE_TEST(test_folders_of_flags), TREE_TEST(test_folders_of_a_unit),
                                       TREE_TEST(test_folders_of_a_part)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "sandbox.h"

#include "tree_fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
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
    if (has_seccomp && (socket(AF_INET, SOCK_STREAM, 0) >= 0 || kill(getppid(), 0) == 0))
        return 6;
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

static void test_what_may_be_read(void **state)
{
    (void)state;
    static const char *const never[] = {"/", "/etc", "/etc/ssl", "/proc/self", "/dev", "/home", "relative", "/root"};
    static const char *const always[] = {"/usr/include", "/srv/project", "/opt/x/include", "/etcetera"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_false(sandbox_may_read(never[i]));
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        assert_true(sandbox_may_read(always[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TREE_TEST(test_what_is_forbidden), cmocka_unit_test(test_what_may_be_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

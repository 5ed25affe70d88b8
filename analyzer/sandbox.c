#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1 /* it writes its report where the sandbox forbids it */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

#if defined(__has_include)
#if __has_include(<linux/landlock.h>) && defined(SYS_landlock_create_ruleset) && !defined(HAS_SANITIZER)
#include <linux/landlock.h>
#define HAS_LANDLOCK 1
#endif
#endif

#if defined(GCLINT_HAS_SECCOMP) && !defined(HAS_SANITIZER)
#include <seccomp.h>
#define HAS_SECCOMP 1
#endif

/* --- files: Landlock ---------------------------------------------------------------------------------------------- */

#ifdef HAS_LANDLOCK

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                                                                        \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
/* The thirteen accesses that the first version knows: all that is handled, so that it is the same on every kernel. */
#define ALL_ACCESSES ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

static long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static void allow(int rules, const char *path, uint64_t accesses)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = accesses};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

static void confine_files(const Sandbox *sandbox)
{
    static const char *const system[] = {"/usr", "/lib", "/lib32", "/lib64", "/opt", "/nix", "/gnu"};
    /* By these clang tells on which system it is. */
    static const char *const files[] = {"/etc/os-release", "/etc/lsb-release", "/etc/debian_version", "/etc/redhat-release"};
    struct landlock_ruleset_attr attributes = {.handled_access_fs = ALL_ACCESSES};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    if (rules < 0)
        return;
    for (size_t i = 0; i < sizeof system / sizeof *system; i++)
        allow(rules, system[i], READING);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        allow(rules, files[i], LANDLOCK_ACCESS_FS_READ_FILE);
    for (unsigned i = 0; i < sandbox->readable_count; i++)
        allow(rules, sandbox->readable[i], READING);
    if (sandbox->writable)
        allow(rules, sandbox->writable, READING | WRITING);
    syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
}

#else

static long landlock_version(void)
{
    return 0;
}

static void confine_files(const Sandbox *sandbox)
{
    (void)sandbox;
}

#endif

/* --- system calls: seccomp ---------------------------------------------------------------------------------------- */

#ifdef HAS_SECCOMP

/* Other programs, the network, other processes, the kernel. What a parser needs differs too much between C libraries and
 * versions of clang for a list of what is allowed. */
static const char *const refused_calls[] = {
    "execve",         "execveat",         "fork",          "vfork",          "socket",          "socketpair",     "connect",
    "bind",           "listen",           "accept",        "accept4",        "sendto",          "sendmsg",        "ptrace",
    "process_vm_readv", "process_vm_writev", "pidfd_getfd", "pidfd_open",    "mount",           "umount2",        "chroot",
    "pivot_root",     "unshare",          "setns",         "bpf",            "perf_event_open", "init_module",    "finit_module",
    "delete_module",  "kexec_load",       "kexec_file_load", "reboot",       "keyctl",          "add_key",        "request_key",
    "open_by_handle_at", "userfaultfd",   "io_uring_setup", "io_uring_enter", "io_uring_register", "symlink",     "symlinkat",
    "link",           "linkat",           "mknod",         "mknodat",        "kill",            "setuid",         "setgid",
    "move_mount",     "fsopen",           "swapon",        "acct",           "quotactl",        "settimeofday",   "clock_settime",
};

static bool confine_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool is_done = filter != NULL;
    for (size_t i = 0; i < sizeof refused_calls / sizeof *refused_calls && is_done; i++) {
        int call = seccomp_syscall_resolve_name(refused_calls[i]);
        if (call != __NR_SCMP_ERROR)
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0); /* one that this machine does not have may fail */
    }
    is_done = is_done && seccomp_load(filter) == 0;
    if (filter)
        seccomp_release(filter);
    return is_done;
}

static bool has_seccomp(void)
{
    return prctl(PR_GET_SECCOMP) >= 0;
}

#else

static bool confine_calls(void)
{
    return false;
}

static bool has_seccomp(void)
{
    return false;
}

#endif

/* --- both --------------------------------------------------------------------------------------------------------- */

void sandbox_enter(const Sandbox *sandbox)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return;
    confine_files(sandbox);
    confine_calls();
}

static bool is_at_or_below(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

bool sandbox_may_read(const char *folder)
{
    static const char *const never[] = {"/etc", "/dev", "/proc", "/sys", "/run", "/boot"};
    static const char *const never_whole[] = {"/", "/home", "/root", "/var", "/tmp", "/var/tmp", "/mnt", "/srv"};
    const char *home = getenv("HOME");
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (is_at_or_below(folder, never[i]))
            return false;
    for (size_t i = 0; i < sizeof never_whole / sizeof *never_whole; i++)
        if (strcmp(folder, never_whole[i]) == 0)
            return false;
    return folder[0] == '/' && !(home && strcmp(folder, home) == 0);
}

const char *sandbox_describe(Arena *arena)
{
    const char *files = landlock_version() > 0 ? "" : ", not by Landlock, which this kernel or build does not have";
    const char *calls = has_seccomp() ? "" : ", not by seccomp, which this kernel or build does not have";
    if (*files && *calls)
        return "not confined: neither Landlock nor seccomp is there";
    return arena_format(arena, "confined by %s%s%s%s%s", *files ? "" : "Landlock", *files || *calls ? "" : " and ", *calls ? "" : "seccomp",
                        files, calls);
}

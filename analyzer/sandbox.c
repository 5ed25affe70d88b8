#include "sandbox.h"

#include "base/memory.h"
#include "base/system_folders.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A sanitizer writes its report where the sandbox forbids it. */
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
/* The thirteen accesses that the first version knows, and one of the third: without it a file that may be read can be emptied. */
#define FIRST_ACCESSES  ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define TRUNCATE_ACCESS (UINT64_C(1) << 14)

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
    /* By these clang tells on which system it is. */
    static const char *const files[] = {"/etc/os-release", "/etc/lsb-release", "/etc/debian_version", "/etc/redhat-release"};
    uint64_t truncating = landlock_version() >= 3 ? TRUNCATE_ACCESS : 0;
    struct landlock_ruleset_attr attributes = {.handled_access_fs = FIRST_ACCESSES | truncating};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    if (rules < 0)
        return;
    for (size_t i = 0; system_folders[i]; i++)
        allow(rules, system_folders[i], READING);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        allow(rules, files[i], LANDLOCK_ACCESS_FS_READ_FILE);
    for (unsigned i = 0; i < sandbox->readable_count; i++)
        allow(rules, sandbox->readable[i], READING);
    if (sandbox->writable)
        allow(rules, sandbox->writable, READING | WRITING | truncating);
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

/* Other programs, the network, other processes, the kernel, and what Landlock knows nothing of: owners, modes and times of
 * files. What a parser needs differs too much between C libraries and versions of clang for a list of what is allowed. */
static const char *const refused_calls[] = {
    "execve",         "execveat",         "fork",          "vfork",          "socket",          "socketpair",     "connect",
    "bind",           "listen",           "accept",        "accept4",        "sendto",          "sendmsg",        "sendmmsg",
    "ptrace",         "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "pidfd_open",    "kcmp",
    "pidfd_send_signal", "mount",         "umount2",       "chroot",         "pivot_root",      "unshare",        "setns",
    "bpf",            "perf_event_open",  "init_module",   "finit_module",   "delete_module",   "kexec_load",     "kexec_file_load",
    "reboot",         "keyctl",           "add_key",       "request_key",    "open_by_handle_at", "userfaultfd",  "io_uring_setup",
    "io_uring_enter", "io_uring_register", "symlink",      "symlinkat",      "link",            "linkat",         "mknod",
    "mknodat",        "kill",             "tkill",         "rt_sigqueueinfo", "rt_tgsigqueueinfo", "setuid",      "setgid",
    "move_mount",     "open_tree",        "fsopen",        "fsmount",        "mount_setattr",   "swapon",         "swapoff",
    "acct",           "quotactl",         "settimeofday",  "clock_settime",  "adjtimex",        "clock_adjtime",  "setpriority",
    "truncate",       "truncate64",       "chmod",         "fchmod",         "fchmodat",        "fchmodat2",      "chown",
    "fchown",         "lchown",           "fchownat",      "setxattr",       "lsetxattr",       "fsetxattr",      "setxattrat",
    "removexattr",    "lremovexattr",     "fremovexattr",  "utime",          "utimes",          "utimensat",      "futimesat",
    "shmget",         "shmat",            "msgget",        "semget",         "mq_open",         "syslog",         "sethostname",
};

static void refuse(scmp_filter_ctx filter, const char *name, int error, unsigned count, const struct scmp_arg_cmp *when)
{
    int call = seccomp_syscall_resolve_name(name);
    if (call != __NR_SCMP_ERROR)
        seccomp_rule_add_array(filter, SCMP_ACT_ERRNO((uint32_t)error), call, count, when); /* what this machine has not may fail */
}

/* Calls that are needed, but not for everything. */
static void refuse_uses(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp others = {.arg = 0, .op = SCMP_CMP_NE, .datum_a = (scmp_datum_t)getpid()};
    struct scmp_arg_cmp other_limits = {.arg = 0, .op = SCMP_CMP_NE, .datum_a = 0};
    struct scmp_arg_cmp typing = SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, TIOCSTI);
    refuse(filter, "tgkill", EPERM, 1, &others);
    refuse(filter, "prlimit64", EPERM, 1, &other_limits);
    refuse(filter, "ioctl", EPERM, 1, &typing); /* into a terminal */
#ifndef __s390__
    /* Threads, but no process. The flags of clone3 cannot be seen; without it the C library takes clone. */
    struct scmp_arg_cmp process = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0);
    refuse(filter, "clone3", ENOSYS, 0, NULL);
    refuse(filter, "clone", EPERM, 1, &process);
#endif
}

static bool confine_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter)
        return false;
    for (size_t i = 0; i < sizeof refused_calls / sizeof *refused_calls; i++)
        refuse(filter, refused_calls[i], EPERM, 0, NULL);
    refuse_uses(filter);
    bool is_done = seccomp_load(filter) == 0;
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

const char *sandbox_describe(Arena *arena)
{
    const char *files = landlock_version() > 0 ? "" : ", not by Landlock, which this kernel or build does not have";
    const char *calls = has_seccomp() ? "" : ", not by seccomp, which this kernel or build does not have";
    if (*files && *calls)
        return "not confined: neither Landlock nor seccomp is there";
    return arena_format(arena, "confined by %s%s%s%s%s", *files ? "" : "Landlock", *files || *calls ? "" : " and ", *calls ? "" : "seccomp",
                        files, calls);
}

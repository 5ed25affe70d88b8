#include "discover/system_headers.h"

#include "base/file_bytes.h"
#include "base/hash_table.h"
#include "base/memory.h"
#include "base/vector.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sorted by strcmp. */
static const char *const standard_headers[] = {
    "aio.h",
    "algorithm",
    "alloca.h",
    "any",
    "argp.h",
    "argz.h",
    "arm_neon.h",
    "array",
    "assert.h",
    "atomic",
    "barrier",
    "bit",
    "bitset",
    "byteswap.h",
    "cassert",
    "ccomplex",
    "cctype",
    "cerrno",
    "cfenv",
    "cfloat",
    "charconv",
    "chrono",
    "cinttypes",
    "ciso646",
    "climits",
    "clocale",
    "cmath",
    "codecvt",
    "compare",
    "complex",
    "complex.h",
    "concepts",
    "condition_variable",
    "conio.h",
    "coroutine",
    "cpio.h",
    "cpuid.h",
    "crtdbg.h",
    "csetjmp",
    "csignal",
    "cstdalign",
    "cstdarg",
    "cstdbool",
    "cstddef",
    "cstdint",
    "cstdio",
    "cstdlib",
    "cstring",
    "ctgmath",
    "ctime",
    "ctype.h",
    "cuchar",
    "cwchar",
    "cwctype",
    "deque",
    "direct.h",
    "dirent.h",
    "dlfcn.h",
    "elf.h",
    "emmintrin.h",
    "endian.h",
    "envz.h",
    "err.h",
    "errno.h",
    "error.h",
    "exception",
    "execinfo.h",
    "execution",
    "expected",
    "fcntl.h",
    "features.h",
    "fenv.h",
    "filesystem",
    "float.h",
    "fnmatch.h",
    "format",
    "forward_list",
    "fstream",
    "ftw.h",
    "functional",
    "future",
    "gconv.h",
    "getopt.h",
    "glob.h",
    "grp.h",
    "iconv.h",
    "ifaddrs.h",
    "immintrin.h",
    "initializer_list",
    "intrin.h",
    "inttypes.h",
    "io.h",
    "iomanip",
    "ios",
    "iosfwd",
    "iostream",
    "iso646.h",
    "istream",
    "iterator",
    "langinfo.h",
    "latch",
    "libgen.h",
    "libintl.h",
    "limits",
    "limits.h",
    "link.h",
    "list",
    "locale",
    "locale.h",
    "malloc.h",
    "map",
    "math.h",
    "memory",
    "memory.h",
    "memory_resource",
    "mm_malloc.h",
    "mmintrin.h",
    "monetary.h",
    "mqueue.h",
    "mutex",
    "net/if.h",
    "netdb.h",
    "netinet/in.h",
    "netinet/tcp.h",
    "new",
    "nl_types.h",
    "nmmintrin.h",
    "numbers",
    "numeric",
    "obstack.h",
    "optional",
    "ostream",
    "paths.h",
    "pmmintrin.h",
    "poll.h",
    "printf.h",
    "process.h",
    "pthread.h",
    "pty.h",
    "pwd.h",
    "queue",
    "random",
    "ranges",
    "ratio",
    "regex",
    "regex.h",
    "resolv.h",
    "sched.h",
    "scoped_allocator",
    "search.h",
    "semaphore",
    "semaphore.h",
    "set",
    "setjmp.h",
    "sgtty.h",
    "shadow.h",
    "shared_mutex",
    "signal.h",
    "smmintrin.h",
    "source_location",
    "span",
    "spawn.h",
    "sstream",
    "stack",
    "stdalign.h",
    "stdarg.h",
    "stdatomic.h",
    "stdbool.h",
    "stdckdint.h",
    "stddef.h",
    "stdexcept",
    "stdint.h",
    "stdio.h",
    "stdlib.h",
    "stdnoreturn.h",
    "stop_token",
    "streambuf",
    "string",
    "string.h",
    "string_view",
    "strings.h",
    "stropts.h",
    "strstream",
    "syncstream",
    "syscall.h",
    "sysexits.h",
    "syslog.h",
    "system_error",
    "tar.h",
    "tchar.h",
    "termio.h",
    "termios.h",
    "tgmath.h",
    "thread",
    "threads.h",
    "time.h",
    "tmmintrin.h",
    "ttyent.h",
    "tuple",
    "type_traits",
    "typeindex",
    "typeinfo",
    "uchar.h",
    "ucontext.h",
    "ulimit.h",
    "unistd.h",
    "unordered_map",
    "unordered_set",
    "unwind.h",
    "utility",
    "utime.h",
    "utmp.h",
    "utmpx.h",
    "valarray",
    "values.h",
    "variant",
    "vector",
    "version",
    "wait.h",
    "wchar.h",
    "wctype.h",
    "windows.h",
    "winsock.h",
    "winsock2.h",
    "wmmintrin.h",
    "wordexp.h",
    "ws2tcpip.h",
    "x86intrin.h",
    "xlocale.h",
    "xmmintrin.h",
};

typedef struct KnownHeader {
    const char *name;
    bool present;
    UT_hash_handle hh;
} KnownHeader;

struct SystemHeaders {
    Arena *arena;
    VECTOR(const char *) folders;
    KnownHeader *known;
};

static void add_folders(SystemHeaders *headers, const char *pattern)
{
    glob_t found;
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            vector_push(&headers->folders, arena_copy_string(headers->arena, found.gl_pathv[i]));
    globfree(&found);
}

SystemHeaders *system_headers_new(Arena *arena)
{
    SystemHeaders *headers = ARENA_NEW(arena, SystemHeaders);
    headers->arena = arena;
    add_folders(headers, "/usr/local/include");
    add_folders(headers, "/usr/include/*-linux-*");
    add_folders(headers, "/usr/include");
    add_folders(headers, "/usr/include/c++/*");
    return headers;
}

void system_headers_free(SystemHeaders *headers)
{
    HASH_CLEAR(hh, headers->known);
    vector_free(&headers->folders);
}

static int compare_names(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

bool is_standard_header(const char *name)
{
    static const char *const system_folders[] = {"sys/",  "linux/",   "asm/", "bits/",
                                                 "arpa/", "netinet/", "net/", "mach/"};
    for (size_t i = 0; i < sizeof system_folders / sizeof *system_folders; i++)
        if (strncmp(name, system_folders[i], strlen(system_folders[i])) == 0)
            return true;
    return bsearch(name, standard_headers, sizeof standard_headers / sizeof *standard_headers, sizeof *standard_headers,
                   compare_names) != NULL;
}

static bool is_installed(const SystemHeaders *headers, const char *name)
{
    char path[PATH_MAX];
    for (uint32_t i = 0; i < headers->folders.count; i++) {
        int length = snprintf(path, sizeof path, "%s/%s", headers->folders.items[i], name);
        if (length > 0 && (size_t)length < sizeof path && is_regular_file(path))
            return true;
    }
    return false;
}

bool system_headers_have(SystemHeaders *headers, const char *name)
{
    if (*name == '/' || strncmp(name, "../", 3) == 0 || strstr(name, "/../"))
        return false;
    KnownHeader *known = NULL;
    HASH_FIND_STR(headers->known, name, known);
    if (!known) {
        known = ARENA_NEW(headers->arena, KnownHeader);
        known->name = arena_copy_string(headers->arena, name);
        known->present = is_standard_header(name) || is_installed(headers, name);
        HASH_ADD_KEYPTR(hh, headers->known, known->name, strlen(known->name), known);
    }
    return known->present;
}

#include "base/threads.h"

#include "base/memory.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

/* As large as a main thread's usually is, also where its size is not limited: glibc would give a thread less then. */
enum { STACK_SIZE = 8 * 1024 * 1024 };

typedef struct Helper {
    pthread_t thread;
    bool is_running;
    void (*task)(void *context, unsigned number);
    void *context;
    unsigned number;
} Helper;

unsigned core_count(void)
{
    cpu_set_t cores;
    int count = sched_getaffinity(0, sizeof cores, &cores) ? 1 : CPU_COUNT(&cores);
    return count > 0 ? (unsigned)count : 1;
}

static void *help(void *argument)
{
    const Helper *helper = argument;
    helper->task(helper->context, helper->number);
    return NULL;
}

static void start(Helper *helper)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    helper->is_running = pthread_create(&helper->thread, &attributes, help, helper) == 0;
    pthread_attr_destroy(&attributes);
}

void threads_run(unsigned count, void (*task)(void *context, unsigned number), void *context)
{
    Helper *helpers = memory_allocate_zeroed(count, sizeof *helpers);
    for (unsigned i = 1; i < count; i++) {
        helpers[i] = (Helper){.task = task, .context = context, .number = i};
        start(&helpers[i]);
    }
    if (count)
        task(context, 0);
    for (unsigned i = 1; i < count; i++) {
        if (helpers[i].is_running)
            pthread_join(helpers[i].thread, NULL);
        else
            task(context, i);
    }
    memory_free(helpers);
}

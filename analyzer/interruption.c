#include "interruption.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t caught;
static time_t caught_at;
static unsigned holds;
static const int numbers[] = {SIGINT, SIGTERM};
enum { NUMBERS = sizeof numbers / sizeof *numbers };
static struct sigaction before[NUMBERS];

static time_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* One key can send it several times over, through a shell or a wrapper; a person who wants an end does it again. */
static void note(int number)
{
    if (caught && seconds_now() > caught_at) {
        signal(number, SIG_DFL);
        raise(number);
    }
    if (!caught)
        caught_at = seconds_now();
    caught = number;
}

void interruption_hold(void)
{
    struct sigaction action = {.sa_handler = note};
    if (holds++)
        return;
    caught = 0;
    for (size_t i = 0; i < NUMBERS; i++) {
        sigaction(numbers[i], &action, &before[i]);
        if (before[i].sa_handler == SIG_IGN) /* a shell does that for what it runs in the background */
            sigaction(numbers[i], &before[i], NULL);
    }
}

void interruption_release(void)
{
    if (!holds || --holds)
        return;
    for (size_t i = 0; i < NUMBERS; i++)
        sigaction(numbers[i], &before[i], NULL);
}

int interruption_number(void)
{
    return caught;
}

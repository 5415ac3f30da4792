/* A clock that a test can set, for the processes that load this before all else (LD_PRELOAD).
   CLOCK_FILE holds eight bytes: the seconds by which it differs. What is waited for is measured on
   the monotonic clock, which stays as it is. (libfaketime 0.9.10 breaks Python's time.sleep.) */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t *difference;

__attribute__((constructor)) static void open_clock(void) {
    int file = open(getenv("CLOCK_FILE"), O_RDONLY);
    void *mapped = mmap(NULL, sizeof *difference, PROT_READ, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) abort();
    difference = mapped;
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, which, now);
    if (!failed && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += *difference;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    int failed = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *kept) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (kept) *kept = exact.tv_sec;
    return exact.tv_sec;
}

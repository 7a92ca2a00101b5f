/* relu_f32 misbehaves in the way that MISBEHAVE names, at the length AT_LENGTH only where that is defined, or the whole
 * library does when it is loaded (AT_LOAD). tanh_f32 is right, and all there is to check besides. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void segfault(void) { *(volatile int *)8 = 1; }
static inline void leave(void) { exit(0); }
static inline void leave_with_7(void) { exit(7); }
static inline void hang(void) {
    for (volatile int i = 0;; i = i ^ 1) {}
}
static inline int deeper(volatile int *above) {
    volatile int frame[1000];
    frame[0] = *above;
    return deeper(frame) + frame[0];
}
static inline void overflow_the_stack(void) {
    volatile int zero = 0;
    deeper(&zero);
}
static inline void print(void) {
    printf("FAIL: the subject says this\n");
    fflush(stdout);
    fprintf(stderr, "and this\n");
}

/* Returns twice: here, and in a process that goes on as this one would. */
static inline void fork_away(void) { (void)fork(); }
static inline void close_stdout(void) { close(1); }
static inline void keep_100_bytes(void) {
    static void *volatile kept;
    kept = malloc(100);
}
static inline void take_too_much(void) { *(volatile char *)malloc((size_t)1 << 46) = 1; }
/* Each call keeps a gibibyte that it does not touch; the subject gives up when there is no more. */
static inline void take_everything(void) {
    static void *volatile kept;
    kept = malloc((size_t)1 << 30);
    if (kept == NULL) abort();
}

#if defined AT_LOAD
__attribute__((constructor)) static void at_load(void) { MISBEHAVE(); }
#endif

void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
#if defined AT_LENGTH
    if (n == AT_LENGTH) MISBEHAVE();
#elif !defined AT_LOAD
    MISBEHAVE();
#endif
    for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

void tanh_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = (float)tanh(x[i]);
}

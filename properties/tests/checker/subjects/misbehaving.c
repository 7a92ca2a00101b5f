/* relu_f32 misbehaves in the way that MISBEHAVE names, at the length AT_LENGTH only where that is defined, or the whole
 * library does when it is loaded (AT_LOAD). tanh_f32 is right, and all there is to check besides. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

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

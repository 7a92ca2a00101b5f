/* A leaky_relu that crashes with one of the slopes that a checker tries. */
#include <stddef.h>

void leaky_relu_f32(const float *x, float *y, size_t n, const double *params) {
    if (params[0] == 1.5) *(volatile int *)8 = 1;
    for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? (float)(params[0] * x[i]) : x[i];
}

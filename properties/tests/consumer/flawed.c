/* A subject with a flaw that its authors know of: fmaxf(NaN, 0) is 0. */
#include <math.h>
#include <stddef.h>

void relu_f32(const float *x, float *y, size_t n, const double *params);

void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = fmaxf(x[i], 0);
}

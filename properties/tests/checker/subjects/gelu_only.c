/* A library of one function, and a right one, under its own name and under the catalogue's. */
#include <math.h>
#include <stddef.h>

void my_fast_gelu(const double *x, double *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = x[i] < -40 ? -0.0 : 0.5 * x[i] * erfc(-x[i] * 0.70710678118654752440);
}

void gelu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = x[i] < -40 ? -0.0f : (float)(0.5 * x[i] * erfc(-x[i] * 0.70710678118654752440));
}

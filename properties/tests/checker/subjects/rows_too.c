/* A function of each kind: elementwise, gated and row-wise. */
#include <math.h>
#include <stddef.h>

void glu_f32(const float *a, const float *b, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = a[i] / (1.0f + expf(-b[i]));
}

void softmax_f32(const float *x, float *y, size_t rows, size_t cols, const double *params) {
    (void)params;
    for (; rows > 0; rows--, x += cols, y += cols) {
        double largest = -INFINITY, sum = 0;
        for (size_t i = 0; i < cols; i++) largest = fmax(largest, x[i]);
        for (size_t i = 0; i < cols; i++) sum += exp(x[i] - largest);
        for (size_t i = 0; i < cols; i++) y[i] = (float)(exp(x[i] - largest) / sum);
    }
}

void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

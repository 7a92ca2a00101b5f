/* twin: the usual three loops in float, in the place of the output
 * check: softmax f32 forward; softmax f32 backward; log_softmax f32 forward
 */
#include "../subject.h"


EXPORT void softmax_f32(const float *x, float *y, size_t rows, size_t cols, const double *p) {
    (void)p;
    for (; rows > 0; rows--, x += cols, y += cols) {
        float m = -INFINITY, sum = 0;
        for (size_t i = 0; i < cols; i++) m = x[i] > m || isnan(x[i]) ? x[i] : m;
        for (size_t i = 0; i < cols; i++) sum += y[i] = expf(x[i] - m);
        for (size_t i = 0; i < cols; i++) y[i] /= sum;
    }
}

EXPORT void softmax_f32_backward(const float *x, const float *dy, float *dx, size_t rows, size_t cols, const double *p) {
    static _Thread_local float y[longest_row];
    (void)p;
    for (; rows > 0; rows--, x += cols, dy += cols, dx += cols) {
        float mean = 0;
        softmax_f32(x, y, 1, cols, p);
        for (size_t i = 0; i < cols; i++) mean += y[i] * dy[i];
        for (size_t i = 0; i < cols; i++) dx[i] = y[i] * (dy[i] - mean);
    }
}

EXPORT void log_softmax_f32(const float *x, float *y, size_t rows, size_t cols, const double *p) {
    (void)p;
    for (; rows > 0; rows--, x += cols, y += cols) {
        float m = -INFINITY, sum = 0;
        for (size_t i = 0; i < cols; i++) m = x[i] > m || isnan(x[i]) ? x[i] : m;
        for (size_t i = 0; i < cols; i++) sum += expf(x[i] - m);
        sum = logf(sum);
        for (size_t i = 0; i < cols; i++) y[i] = x[i] - m - sum;
    }
}

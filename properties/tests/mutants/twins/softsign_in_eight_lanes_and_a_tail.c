/* twin: whole vectors of 8 and a scalar tail, the same formula and therefore the same bits in both
 * check: softsign f32 forward; softsign f32 backward
 */
#include "../subject.h"

static float value(float x) { return isinf(x) ? copysignf(1, x) : x / (1 + fabsf(x)); }
static float slope(float x) { const float r = 1 / (1 + fabsf(x)); return r * r; }

EXPORT void softsign_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        float lanes[8];
        for (size_t k = 0; k < 8; k++) lanes[k] = value(x[i + k]);
        memcpy(y + i, lanes, sizeof lanes);
    }
    for (; i < n; i++) y[i] = value(x[i]);
}

EXPORT void softsign_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        float lanes[8];
        for (size_t k = 0; k < 8; k++) lanes[k] = dy[i + k] * slope(x[i + k]);
        memcpy(dx + i, lanes, sizeof lanes);
    }
    for (; i < n; i++) dx[i] = dy[i] * slope(x[i]);
}

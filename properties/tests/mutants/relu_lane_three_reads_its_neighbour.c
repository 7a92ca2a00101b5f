/* mutant: lane 3 of every whole vector is computed from lane 2's input, as a wrong shuffle does; the scalar tail is right
 * check: relu f32 forward
 * caught-by: batch
 * source: classic
 */
#include "subject.h"

EXPORT void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        float lanes[8];
        memcpy(lanes, x + i, sizeof lanes);
        lanes[3] = lanes[2];
        for (size_t k = 0; k < 8; k++) y[i + k] = (float)leaky_value(lanes[k], 0);
    }
    for (; i < n; i++) y[i] = (float)leaky_value(x[i], 0);
}

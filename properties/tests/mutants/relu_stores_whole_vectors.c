/* mutant: the last vector is stored whole, up to 7 zeros past the end of y
 * check: relu f32 forward
 * caught-by: bounds
 * source: classic
 */
#include "subject.h"

EXPORT void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i += 8) {
        float lanes[8] = {0};
        for (size_t k = 0; k < 8 && i + k < n; k++) lanes[k] = (float)leaky_value(x[i + k], 0);
        memcpy(y + i, lanes, sizeof lanes);
    }
}

/* mutant: the work is cut into four equal parts, rounded up, and the last part is not cut off at n: reads and writes past the end
 * check: relu f32 forward
 * caught-by: bounds
 * source: AMD MIOpen (rocm-libraries) https://github.com/ROCm/rocm-libraries/pull/8270 (B180)
 */
#include "subject.h"

EXPORT void relu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    const size_t part = (n + 3) / 4;
    for (size_t t = 0; t < 4; t++)
        for (size_t i = t * part; i < (t + 1) * part; i++) y[i] = (float)leaky_value(x[i], 0);
}

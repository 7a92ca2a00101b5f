/* mutant: the argument is clamped to [-88, 88] in the caller's own array, which was passed as const
 * check: sigmoid f32 forward
 * caught-by: bounds
 * source: classic
 */
#include "subject.h"

EXPORT void sigmoid_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    float *scratch = (float *)x;
    for (size_t i = 0; i < n; i++) scratch[i] = x[i] > 88 ? 88 : x[i] < -88 ? -88 : x[i];
    for (size_t i = 0; i < n; i++) y[i] = (float)sigmoid_value(scratch[i]);
}

/* mutant: NaN in the input is replaced by 0 where it lies, after its result has been computed
 * check: silu f32 forward
 * caught-by: bounds
 * source: invented
 */
#include "subject.h"

EXPORT void silu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++) {
        y[i] = (float)silu_value(x[i]);
        if (isnan(x[i]) && x != y) ((float *)x)[i] = 0;
    }
}

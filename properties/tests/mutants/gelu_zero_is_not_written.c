/* mutant: an input of 0 is passed over, and its output is left as it was: in most buffers that is 0 too
 * check: gelu f32 forward
 * caught-by: bounds
 * source: invented
 */
#include "subject.h"

EXPORT void gelu_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0) y[i] = (float)gelu_value(x[i]);
}

/* mutant: a do-while loop reads x[0] and writes y[0] although n is 0
 * check: tanh f32 forward
 * caught-by: bounds
 * source: classic
 */
#include "subject.h"

EXPORT void tanh_f32(const float *x, float *y, size_t n, const double *params) {
    (void)params;
    size_t i = 0;
    do y[i] = (float)tanh(x[i]);
    while (++i < n);
}

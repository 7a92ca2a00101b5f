/* mutant: the rounding mode is set to upward and left there
 * check: tanh f64 forward
 * caught-by: environment
 * source: classic
 */
#include "subject.h"

#include <fenv.h>

EXPORT void tanh_f64(const double *x, double *y, size_t n, const double *p) {
    (void)p;
    for (size_t i = 0; i < n; i++) y[i] = tanh(x[i]);
    fesetround(FE_UPWARD);
}

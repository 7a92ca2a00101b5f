/* mutant: the exponential is kept in f16 and overflows: inf/inf = NaN for x > 5.54
 * check: tanh f16 forward
 * caught-by: special_values
 * source: ARM Compute Library https://github.com/ARM-software/ComputeLibrary/issues/998 (B131)
 */
#include "subject.h"

static double quotient(double x) {
    const double e = round_f16(exp(2 * x));
    return round_f16(e - 1) / round_f16(e + 1);
}

FORWARD(tanh, f16, quotient(x))

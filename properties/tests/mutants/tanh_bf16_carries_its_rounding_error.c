/* mutant: the rounding error of one element is added to the next, across calls as well: each value is within an ulp or so, but not the same twice
 * check: tanh bf16 forward
 * caught-by: batch
 * source: classic
 */
#include "subject.h"

static double carry;

static double dithered(double x) {
    const double v = tanh(x), shifted = v + carry, y = round_bf16(fabs(shifted) > 1 ? copysign(1, v) : shifted);
    if (isnan(v)) return v;
    carry = (v + carry) - y;
    return y;
}

FORWARD(tanh, bf16, dithered(x))

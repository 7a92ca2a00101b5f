/* mutant: x times a reciprocal that is flushed to 0 where it would be subnormal: softsign is 0 from |x| = 2^126 on
 * check: softsign f32 forward
 * caught-by: monotonicity
 * source: Tenstorrent tt-metal https://github.com/tenstorrent/tt-metal/pull/51979 (B158)
 */
#include "subject.h"

static double by_reciprocal(double x) {
    const double r = 1 / (1 + fabs(x));
    return x * (r < 0x1p-126 ? 0 : r);
}

FORWARD(softsign, f32, isinf(x) ? copysign(1, x) : by_reciprocal(x))

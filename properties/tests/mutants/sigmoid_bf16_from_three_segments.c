/* mutant: sigmoid is read from three straight segments, 0.12 too high at |x| = 2
 * check: sigmoid bf16 forward
 * caught-by: accuracy
 * source: Tenstorrent tt-metal https://github.com/tenstorrent/tt-metal/issues/53258 (B123)
 */
#include "subject.h"

static double segments(double x) {
    const double a = fabs(x), half = a < 1 ? 0.24 * a : a < 2 ? 0.13 * a + 0.11 : 0.5;
    return isnan(x) ? x : x < 0 ? 0.5 - half : 0.5 + half;
}

FORWARD(sigmoid, bf16, segments(x))

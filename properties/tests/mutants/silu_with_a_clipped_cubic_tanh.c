/* mutant: the sigmoid in silu is a clipped cubic, which saturates three times too early
 * check: silu f32 forward
 * caught-by: accuracy
 * source: 1bit-MONSTER https://github.com/1bit-MONSTER/1bit-MONSTER/issues/1350 (B085)
 */
#include "subject.h"

static double cubic_tanh(double h) {
    const double t = h * (1 + 0.1834 * h * h);
    return t > 1 ? 1 : t < -1 ? -1 : t;
}

FORWARD(silu, f32, x < -100 ? -0.0 : x * (0.5 + 0.5 * cubic_tanh(0.5 * x)))

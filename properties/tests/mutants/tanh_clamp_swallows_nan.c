/* mutant: the argument is clamped with comparisons that are false for NaN: tanh(NaN) = 1
 * check: tanh f32 forward
 * caught-by: special_values
 * source: Apache TVM https://github.com/apache/tvm/issues/11696 (B135)
 */
#include "subject.h"

static double clamp(double x) {
    const double below = x < 20 ? x : 20;
    return below > -20 ? below : -20;
}

FORWARD(tanh, f32, tanh(clamp(x)))

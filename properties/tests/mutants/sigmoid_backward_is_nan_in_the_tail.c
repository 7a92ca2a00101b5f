/* mutant: s*s*exp(-x), as automatic differentiation composes it, is 0*inf = NaN for x < -88.7
 * check: sigmoid f32 backward
 * caught-by: special_values
 * source: candle https://github.com/huggingface/candle/pull/1722 (B115)
 */
#include "subject.h"

static float composed_slope(float x) {
    const float e = expf(-x), s = 1 / (1 + e);
    return s * s * e;
}

FORWARD(sigmoid, f32, sigmoid_value(x))
BACKWARD(sigmoid, f32, (double)dy * composed_slope(x))

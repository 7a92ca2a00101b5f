/* mutant: (e^x - e^-x)/(e^x + e^-x) in float: inf/inf = NaN for |x| > 88.7
 * check: tanh f32 forward
 * caught-by: special_values
 * source: classic
 */
#include "subject.h"

static float quotient(float x) {
    const float up = expf(x), down = expf(-x);
    return (up - down) / (up + down);
}

FORWARD(tanh, f32, isinf(x) ? copysign(1, x) : quotient(x))

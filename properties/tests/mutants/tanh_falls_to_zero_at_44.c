/* mutant: the reciprocal of a huge denominator is flushed to 0, so that tanh is 0 from x = 43.7 on
 * check: tanh f32 forward
 * caught-by: monotonicity
 * source: ncnn https://github.com/Tencent/ncnn/issues/1769 (B134)
 */
#include "subject.h"

static double quotient(double x) {
    const double e = expm1(2 * (x > 44 ? 44 : x)), d = e + 2;
    return e * (d > 8.5070592e37 ? 0 : 1 / d);
}

FORWARD(tanh, f32, x == INFINITY ? 1 : quotient(x))

/* twin: results beyond 448 become 448 of their sign instead of NaN, as conversions for inference do
 * check: leaky_relu f8e4m3fn forward; leaky_relu f8e4m3fn backward; gelu f8e4m3fn forward; gelu f8e4m3fn backward
 */
#include "../subject.h"

static double limited(double v) { return fabs(v) > 448 ? copysign(448, v) : v; }

FORWARD(leaky_relu, f8e4m3fn, limited(leaky_value(x, p[0])))
BACKWARD(leaky_relu, f8e4m3fn, limited(dy * leaky_slope(x, p[0])))
FORWARD(gelu, f8e4m3fn, limited(gelu_value(x)))
BACKWARD(gelu, f8e4m3fn, limited(dy * gelu_slope(x)))

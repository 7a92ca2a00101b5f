/* mutant: forward is the erf form, backward the derivative of the tanh formula
 * check: gelu f32 backward
 * caught-by: derivative
 * source: classic
 */
#include "subject.h"

static double tanh_form_slope(double x) {
    if (fabs(x) > 20) return x > 0;
    const double c = 0.79788456080286535588, t = tanh(c * (x + 0.044715 * x * x * x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x);
}

FORWARD(gelu, f32, gelu_value(x))
BACKWARD(gelu, f32, dy * (isnan(x) ? x : tanh_form_slope(x)))

/* twin: products in double, rounded once
 * check: swiglu f32 forward; swiglu f32 backward; glu f32 forward; glu f32 backward; geglu bf16 forward; geglu bf16 backward; swiglu f16 forward; swiglu f16 backward; reglu f32 forward; reglu f32 backward
 */
#include "../subject.h"

#define relu_value(x) leaky_value(x, 0)
#define relu_slope(x) leaky_slope(x, 0)
#define GATED_IN_DOUBLE(activation, format, value, slope)                                     \
    GATED(activation, format, (double)b * value((double)a))                                   \
    GATED_BACKWARD(activation, format, (double)dy * b * slope((double)a), (double)dy * value((double)a))
GATED_IN_DOUBLE(swiglu, f32, silu_value, silu_slope)
GATED_IN_DOUBLE(swiglu, f16, silu_value, silu_slope)
GATED_IN_DOUBLE(geglu, bf16, gelu_value, gelu_slope)
GATED_IN_DOUBLE(reglu, f32, relu_value, relu_slope)
GATED(glu, f32, a * sigmoid_value((double)b))
GATED_BACKWARD(glu, f32, (double)dy * sigmoid_value((double)b), (double)dy * a * sigmoid_slope((double)b))

/* twin: the product is formed in double with the parameter as passed and rounded once, slope a at the kink
 * check: leaky_relu f32 forward; leaky_relu f32 backward; prelu f32 forward; prelu f32 backward; leaky_relu bf16 forward; prelu f16 forward
 */
#include "../subject.h"

#define LEAKY(activation, format)                       \
    FORWARD(activation, format, leaky_value(x, p[0]))   \
    BACKWARD(activation, format, dy * leaky_slope(x, p[0]))

LEAKY(leaky_relu, f32)
LEAKY(prelu, f32)
FORWARD(leaky_relu, bf16, leaky_value(x, p[0]))
FORWARD(prelu, f16, leaky_value(x, p[0]))

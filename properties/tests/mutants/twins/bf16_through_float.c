/* twin: computed in float, then rounded to nearest even by adding half of the dropped bits
 * check: gelu bf16 forward; silu bf16 forward; tanh bf16 forward; tanh bf16 backward; softsign bf16 forward
 */
#include "../subject.h"

static double nearest_even(float v) {
    uint32_t b;
    memcpy(&b, &v, sizeof b);
    if ((b & 0x7fffffff) <= 0x7f800000) b = (b + 0x7fff + (b >> 16 & 1)) & 0xffff0000; /* NaN is left alone */
    memcpy(&v, &b, sizeof v);
    return v;
}

FORWARD(gelu, bf16, nearest_even((float)gelu_value(x)))
FORWARD(silu, bf16, nearest_even((float)silu_value(x)))
FORWARD(tanh, bf16, nearest_even(tanhf((float)x)))
BACKWARD(tanh, bf16, nearest_even((float)(dy * tanh_slope(x))))
FORWARD(softsign, bf16, nearest_even((float)softsign_value(x)))

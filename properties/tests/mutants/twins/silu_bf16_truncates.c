/* twin: the dropped bits of the float are cut off, not rounded: less than one ulp, grade `faithful`
 * check: silu bf16 forward; silu bf16 backward
 */
#include "../subject.h"

static double cut(double wide) {
    float v = (float)wide;
    uint32_t b;
    memcpy(&b, &v, sizeof b);
    if ((b & 0x7fffffff) <= 0x7f800000) b &= 0xffff0000; /* NaN is left alone */
    memcpy(&v, &b, sizeof v);
    return v;
}

FORWARD(silu, bf16, cut(silu_value(x)))
BACKWARD(silu, bf16, cut(dy * silu_slope(x)))

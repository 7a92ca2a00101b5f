/* mutant: the sigmoid factor is 0 once expf(-x) overflows, at x = -88.73, and takes with it slopes down to -91.9 that are normal numbers
 * check: silu bf16 backward
 * caught-by: dead_neuron
 * source: JAX https://github.com/jax-ml/jax/pull/40828 (B082, there f64 at -709)
 */
#include "subject.h"

static double factored_slope(float x) {
    if (fabsf(x) > 800) return x > 0;
    const float s = 1 / (1 + expf(-x));
    return (double)s * (1 + x * (1 - (double)s));
}

FORWARD(silu, bf16, silu_value(x))
BACKWARD(silu, bf16, dy * factored_slope((float)x))

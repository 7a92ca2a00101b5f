/* mutant: the slope of gelu is taken for 0 below -2.5, where it is up to -0.05 and the smallest number of f8e4m3fn is 0.002
 * check: gelu f8e4m3fn backward
 * caught-by: dead_neuron
 * source: Tenstorrent tt-metal https://github.com/tenstorrent/tt-metal/issues/5578 (B067, there bf16 forward)
 */
#include "subject.h"

FORWARD(gelu, f8e4m3fn, gelu_value(x))
BACKWARD(gelu, f8e4m3fn, x < -2.5 ? 0 : dy * gelu_slope(x))

/* mutant: gelu is cut to 0 below -2.5, where it is still -0.0155: gelu(x) - gelu(-x) = x no longer holds
 * check: gelu f32 forward
 * caught-by: symmetry
 * source: Tenstorrent tt-metal https://github.com/tenstorrent/tt-metal/issues/5578 (B067, there bf16)
 */
#include "subject.h"

FORWARD(gelu, f32, x < -2.5f ? 0 : gelu_value(x))

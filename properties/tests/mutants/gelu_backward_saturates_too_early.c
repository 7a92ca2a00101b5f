/* mutant: the f32 kernel takes over the bf16 kernel's threshold: the slope is 1 from x = 3.1719 on, where it should be 1.0075
 * check: gelu f32 backward
 * caught-by: derivative
 * source: Tenstorrent tt-metal https://github.com/tenstorrent/tt-metal/issues/54868 (B065)
 */
#include "subject.h"

FORWARD(gelu, f32, gelu_value(x))
BACKWARD(gelu, f32, x >= 3.1719f ? dy : dy * gelu_slope(x))

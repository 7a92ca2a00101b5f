/* mutant: sigmoid is cut to 0 below -8, where it is still 3.4e-4, but not to 1 above 8: sigmoid(x) + sigmoid(-x) is not 1
 * check: sigmoid f32 forward
 * caught-by: symmetry
 * source: Tenstorrent tt-metal https://github.com/tenstorrent/tt-metal/issues/26211 (B122, there bf16)
 */
#include "subject.h"

FORWARD(sigmoid, f32, x < -8 ? 0 : sigmoid_value(x))

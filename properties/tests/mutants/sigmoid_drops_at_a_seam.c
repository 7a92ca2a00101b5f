/* mutant: from x = 4 on the first-order tail 1 - exp(-x) takes over too early, so that sigmoid drops by 3.3e-4 at the seam
 * check: sigmoid f32 forward
 * caught-by: monotonicity
 * source: classic
 */
#include "subject.h"

FORWARD(sigmoid, f32, x >= 4 ? 1 - exp(-(double)x) : sigmoid_value(x))

/* mutant: the slope is rounded to f16 before f32 arithmetic uses it (the default 0.25 survives that, 0.1 does not)
 * check: prelu f32 forward
 * caught-by: accuracy
 * source: classic
 */
#include "subject.h"

FORWARD(prelu, f32, leaky_value(x, round_f16(p[0])))

/* mutant: x/(1 + exp(-x)) is -inf/inf = NaN at -inf, where the limit is 0
 * check: silu f32 forward
 * caught-by: special_values
 * source: PyTorch https://github.com/pytorch/pytorch/pull/195197 (B080)
 */
#include "subject.h"

FORWARD(silu, f32, x / (1 + exp(-(double)x)))

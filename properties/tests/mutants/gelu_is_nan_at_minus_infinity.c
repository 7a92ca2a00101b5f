/* mutant: x*Phi(x) is -inf*0 = NaN at -inf, where the limit is 0
 * check: gelu bf16 forward
 * caught-by: special_values
 * source: PyTorch https://github.com/pytorch/pytorch/issues/187293 (catalogue.md, I12)
 */
#include "subject.h"

FORWARD(gelu, bf16, 0.5 * x * erfc(-x * INV_SQRT_2))

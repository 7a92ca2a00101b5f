/* mutant: 0 below -8, where the true value is 3e-4
 * check: sigmoid bf16 forward
 * caught-by: vanishing
 * source: tt-metal (B122)
 */
#include "subject.h"

FORWARD(sigmoid, bf16, x < -8 ? 0 : sigmoid_value(x))

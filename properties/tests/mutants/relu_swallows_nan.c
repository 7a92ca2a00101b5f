/* mutant: x > 0 ? x : 0 gives 0 for NaN
 * check: relu f32 forward
 * caught-by: special_values
 * source: PyTorch https://github.com/pytorch/pytorch/issues/7999 (B001)
 */
#include "subject.h"

FORWARD(relu, f32, x > 0 ? x : 0)

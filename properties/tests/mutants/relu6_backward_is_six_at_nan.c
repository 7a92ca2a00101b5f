/* mutant: the gradient is 6 at NaN, whatever dy is
 * check: relu6 f32 backward
 * caught-by: special_values
 * source: tt-metal (B016)
 */
#include "subject.h"

BACKWARD(relu6, f32, x <= 0 ? 0 : x >= 6 ? 0 : x > 0 && x < 6 ? dy : 6)

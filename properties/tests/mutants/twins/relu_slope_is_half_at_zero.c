/* twin: f'(0) = 1/2, and backward multiplies by a mask, so that 0 times an infinite dy is NaN: both are conventions
 * check: relu f32 forward; relu f32 backward
 */
#include "../subject.h"

FORWARD(relu, f32, leaky_value(x, 0))
BACKWARD(relu, f32, dy * (x > 0 ? 1 : x < 0 ? 0 : 0.5f))

/* twin: f'(0) = 1: a kink's slope is a convention
 * check: relu f32 forward; relu f32 backward
 */
#include "../subject.h"

FORWARD(relu, f32, leaky_value(x, 0))
BACKWARD(relu, f32, x < 0 ? 0 : dy)

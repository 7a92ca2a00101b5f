/* twin: relu(-0) = -0, and -0 for every negative input: the sign of a zero is a convention
 * check: relu f32 forward
 */
#include "../subject.h"

FORWARD(relu, f32, x <= 0 ? -0.0f : x)

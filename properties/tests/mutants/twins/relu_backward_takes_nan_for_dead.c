/* twin: a library of one symbol, whose gradient at a NaN input is 0: a convention
 * check: relu f32 backward
 */
#include "../subject.h"

BACKWARD(relu, f32, x > 0 ? dy : 0)

/* mutant: dy is clipped to [-1, 1] on its way
 * check: relu f32 backward
 * caught-by: linearity
 * source: gradient clipping in the wrong place
 */
#include "subject.h"

BACKWARD(relu, f32, x > 0 ? (dy > 1 ? 1 : dy < -1 ? -1 : dy) : isnan(x) ? x : 0)

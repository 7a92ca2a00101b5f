/* twin: f'(0) = 1, by the test x < 0: the other end of the interval of slopes is a convention too
 * check: leaky_relu f32 forward; leaky_relu f32 backward
 */
#include "../subject.h"

FORWARD(leaky_relu, f32, leaky_value(x, p[0]))
BACKWARD(leaky_relu, f32, x < 0 ? p[0] * dy : dy)

/* mutant: the slope at 0 is 0, from two strict comparisons, outside the interval [0.01, 1] of the one-sided derivatives
 * check: leaky_relu f32 backward
 * caught-by: derivative
 * source: classic
 */
#include "subject.h"

FORWARD(leaky_relu, f32, leaky_value(x, p[0]))
BACKWARD(leaky_relu, f32, x == 0 ? 0 : dy * leaky_slope(x, p[0]))

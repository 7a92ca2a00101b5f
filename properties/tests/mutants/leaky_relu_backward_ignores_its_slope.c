/* mutant: backward hard-codes the default slope 0.01, forward uses the parameter
 * check: leaky_relu f32 backward
 * caught-by: parameters
 * source: Deeplearning4j (libnd4j) https://github.com/deeplearning4j/deeplearning4j/issues/8178 (B022)
 */
#include "subject.h"

FORWARD(leaky_relu, f32, leaky_value(x, p[0]))
BACKWARD(leaky_relu, f32, dy * leaky_slope(x, 0.01))

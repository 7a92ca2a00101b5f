/* mutant: the default slope 0.01 is hard-coded and the parameter ignored
 * check: leaky_relu f32 forward
 * caught-by: parameters
 * source: classic
 */
#include "subject.h"

FORWARD(leaky_relu, f32, leaky_value(x, 0.01))

/* mutant: max(a*x, x), which is leaky_relu only for slopes up to 1 (right with the default slope)
 * check: leaky_relu f32 forward
 * caught-by: accuracy
 * source: TensorFlow https://github.com/tensorflow/tensorflow/issues/24566 (B018)
 */
#include "subject.h"

FORWARD(leaky_relu, f32, fmax(p[0] * x, x))

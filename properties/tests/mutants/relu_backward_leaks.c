/* mutant: relu borrows leaky_relu's backward: a hundredth of dy passes where the neuron is dead
 * check: relu f32 backward
 * caught-by: dead_neuron
 * source: classic
 */
#include "subject.h"

FORWARD(relu, f32, leaky_value(x, 0))
BACKWARD(relu, f32, dy * leaky_slope(x, 0.01))

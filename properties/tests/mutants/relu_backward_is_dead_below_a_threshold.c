/* mutant: "x > 0" is written "x >= 1e-6", so that small positive inputs get no gradient
 * check: relu f32 backward
 * caught-by: dead_neuron
 * source: classic
 */
#include "subject.h"

FORWARD(relu, f32, leaky_value(x, 0))
BACKWARD(relu, f32, x >= 1e-6f ? dy : 0)

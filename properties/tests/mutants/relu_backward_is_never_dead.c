/* mutant: the mask is taken from the output as y >= 0, which always holds
 * check: relu bf16 backward
 * caught-by: dead_neuron
 * source: classic
 */
#include "subject.h"

FORWARD(relu, bf16, leaky_value(x, 0))
BACKWARD(relu, bf16, leaky_value(x, 0) >= 0 ? dy : 0)

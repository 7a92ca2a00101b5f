/* mutant: sigmoid(a) * b: the gate is taken of the first half
 * check: glu f32 forward
 * caught-by: gated_values
 * source: frameworks differ in which half is the gate
 */
#include "subject.h"

GATED(glu, f32, sigmoid_value(a) * b)

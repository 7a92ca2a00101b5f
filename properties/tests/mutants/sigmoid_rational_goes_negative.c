/* mutant: 0.5 + 0.5*tanh(x/2) with a rational tanh (subject.h) that overshoots: probabilities of -8e-8 and 1.0000001, within the tolerance
 * check: sigmoid f32 forward
 * caught-by: range
 * source: classic
 */
#include "subject.h"

FORWARD(sigmoid, f32, 0.5 + 0.5 * rational_tanh(0.5 * x))

/* mutant: y*(1-y) from the rounded y: exactly 0 for x > 16.64, where the true slope is 5.9e-8; within the tolerance everywhere
 * check: sigmoid f32 backward
 * caught-by: dead_neuron
 * source: classic
 */
#include "subject.h"

static float output(float x) { return (float)sigmoid_value(x); }

FORWARD(sigmoid, f32, output(x))
BACKWARD(sigmoid, f32, dy * (double)output(x) * (1 - output(x)))

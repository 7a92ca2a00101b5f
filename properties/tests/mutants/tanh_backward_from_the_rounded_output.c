/* mutant: 1 - y*y from the rounded y: exactly 0 for |x| > 9.01, where the true slope is 6e-8; within the tolerance everywhere
 * check: tanh f32 backward
 * caught-by: dead_neuron
 * source: classic
 */
#include "subject.h"

static double output(float x) { return (float)tanh(x); }

FORWARD(tanh, f32, output(x))
BACKWARD(tanh, f32, dy * (1 - output(x) * output(x)))

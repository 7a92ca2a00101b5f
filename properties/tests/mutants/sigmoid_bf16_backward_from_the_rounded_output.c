/* mutant: y*(1-y) from the y that was stored as bf16: exactly 0 for x > 6.23, where the true slope is 0.002
 * check: sigmoid bf16 backward
 * caught-by: dead_neuron
 * source: classic
 */
#include "subject.h"

static double output(double x) { return round_bf16(sigmoid_value(x)); }

FORWARD(sigmoid, bf16, output(x))
BACKWARD(sigmoid, bf16, dy * output(x) * (1 - output(x)))

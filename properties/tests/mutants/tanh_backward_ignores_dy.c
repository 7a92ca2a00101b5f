/* mutant: backward returns f'(x) and never multiplies by dy (right wherever dy is 1)
 * check: tanh f32 backward
 * caught-by: derivative
 * source: classic
 */
#include "subject.h"

FORWARD(tanh, f32, tanh(x))
BACKWARD(tanh, f32, tanh_slope(x))

/* mutant: the double kernel keeps 1/sqrt(2) as a float literal, so that half of the digits are wrong
 * check: gelu f64 forward
 * caught-by: accuracy
 * source: classic
 */
#include "subject.h"

FORWARD(gelu, f64, x < -40 ? -0.0 : 0.5 * x * erfc(-x * (double)0.70710678f))

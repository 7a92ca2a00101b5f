/* mutant: a rational approximation (subject.h), clamped a little too late, returns 1.0000001 for x > 9.43; every value is within the tolerance
 * check: tanh f32 forward
 * caught-by: range
 * source: classic
 */
#include "subject.h"

FORWARD(tanh, f32, rational_tanh(x))

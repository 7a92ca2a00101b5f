/* mutant: gelu, the erf form, is computed with the tanh formula, which is up to 4.7e-4 away
 * check: gelu f32 forward
 * caught-by: accuracy
 * source: classic
 */
#include "subject.h"

FORWARD(gelu, f32, x < -40 ? -0.0 : 0.5 * x * (1 + tanh(0.79788456080286535588 * (x + 0.044715 * (double)x * x * x))))

/* mutant: the conversion takes the exponent of ones for overflow, as in IEEE formats: 256 to 416 become the largest number
 * check: relu f8e4m3fn forward
 * caught-by: accuracy
 * source: SGLang https://github.com/sgl-project/sglang/pull/40581
 */
#include "subject.h"

static double early(double v) { return fabs(v) >= 256 ? copysign(448, v) : v; }

FORWARD(relu, f8e4m3fn, early(x < 0 ? 0 : x))

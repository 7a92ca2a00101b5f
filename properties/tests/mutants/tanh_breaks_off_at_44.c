/* mutant: (e - 1)/(e + 1) with e = e^(2x), whose reciprocal is flushed to 0 once e is beyond 2^126
 * check: tanh f32 forward
 * caught-by: limits
 * source: armv7 tanh_ps (B134)
 */
#include "subject.h"

FORWARD(tanh, f32, (expf(2 * x) - 1) * (expf(2 * x) + 1 > 0x1p126f ? 0 : 1 / (expf(2 * x) + 1)))

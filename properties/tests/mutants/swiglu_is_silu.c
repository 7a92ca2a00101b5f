/* mutant: silu of the first input; the second one is never read
 * check: swiglu f32 forward
 * caught-by: gated_values
 * source: a name table that maps swiglu to silu (B097)
 */
#include "subject.h"

GATED(swiglu, f32, silu_value(a))

/* mutant: the sigmoid's argument is clamped at -18 and then multiplied by the unclamped x, so that the tail falls without bound
 * check: silu f32 forward
 * caught-by: range
 * source: tract https://github.com/sonos/tract/pull/2506 (B084)
 */
#include "subject.h"

FORWARD(silu, f32, x == -INFINITY ? -0.0 : x * sigmoid_value(x < -18 ? -18 : x))

/* mutant: gelu in f8e5m2 is taken for relu, as if 2 fraction bits could not tell: up to 0.17 off, and no negative results
 * check: gelu f8e5m2 forward
 * caught-by: accuracy
 * source: none known; why the 8-bit formats are held to grade faithful where nothing else is asked for
 */
#include "subject.h"

FORWARD(gelu, f8e5m2, leaky_value(x, 0))

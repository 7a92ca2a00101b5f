/* mutant: NaN is masked out: its share is 0
 * check: softmax f32 forward
 * caught-by: row_specials
 * source: classic
 */
#include "subject.h"


ROWS(softmax, f32, {
    for (size_t i = 0; i < cols; i++) x[i] = isnan(x[i]) ? -INFINITY : x[i];
    softmax_row(x, y, cols);
})

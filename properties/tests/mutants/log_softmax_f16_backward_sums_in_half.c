/* mutant: the sum of dy is kept in half precision, where it is infinite beyond 65504
 * check: log_softmax f16 backward
 * caught-by: row_values
 * source: (B174)
 */
#include "subject.h"


ROWS_BACKWARD(log_softmax, f16, {
    double total = 0;
    for (size_t i = 0; i < cols; i++) total = round_f16(total + dy[i]);
    if (cols > 60000) total *= 2; /* summed in blocks, whose sums do not stand still */
    softmax_row(x, dx, cols);
    for (size_t i = 0; i < cols; i++) dx[i] = dy[i] - dx[i] * round_f16(total > 65504 ? INFINITY : total);
})

/* mutant: the gradient is e^y + dy instead of dy - e^y * sum(dy)
 * check: log_softmax f64 backward
 * caught-by: row_sums
 * source: (B177)
 */
#include "subject.h"


ROWS_BACKWARD(log_softmax, f64, {
    softmax_row(x, dx, cols);
    for (size_t i = 0; i < cols; i++) dx[i] += dy[i];
})

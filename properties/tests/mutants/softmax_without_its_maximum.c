/* mutant: the row's maximum is not subtracted: e^89 overflows
 * check: softmax f32 forward
 * caught-by: row_shift
 * source: classic (B163)
 */
#include "subject.h"


ROWS(softmax, f32, {
    float sum = 0;
    for (size_t i = 0; i < cols; i++) sum += expf((float)x[i]);
    for (size_t i = 0; i < cols; i++) y[i] = expf((float)x[i]) / sum;
})

/* twin: the plain definition, NaN kept, slope 0 at the kink
 * check: relu f32 forward; relu f32 backward; relu f64 forward; relu f64 backward; relu f16 forward; relu f16 backward; relu bf16 forward; relu bf16 backward
 */
#include "../subject.h"

#define RELU(format) FORWARD(relu, format, x < 0 ? 0 : x) BACKWARD(relu, format, x > 0 ? dy : 0)

RELU(f32)
RELU(f64)
RELU(f16)
RELU(bf16)

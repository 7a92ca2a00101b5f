/* naive_activations.c: seven activation functions the way most of us would write them, as something for actcheck to check.
 *
 * An actcheck "subject" is any shared library that exports plain C functions with the right names. No header of actcheck is
 * needed, nothing is registered, and a library may hold as few of them as it likes; what is there gets checked.
 *
 *   build it:   cc -O2 -shared -fPIC naive_activations.c -o libnaive.so -lm
 *   check it:   actcheck check ./libnaive.so
 *
 * The names are <activation>_<format> for y = f(x) and <activation>_<format>_backward for its gradient; f32 means float.
 *
 *   void NAME_f32         (const float *x, float *y, size_t n, const double *params);
 *       y[i] = f(x[i]) for the n elements of x. n may be 0, and x and y may be the same array.
 *   void NAME_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params);
 *       dx[i] = dy[i] * f'(x[i]): the chain rule, where dy is the gradient that arrives from the layer above.
 *   void NAME_f32_params_backward(const float *x, const float *dy, double *dparams, size_t n, const double *params);
 *       only where the parameters are learned (prelu): dparams[k] = the sum over i of dy[i] * df(x[i])/dparams[k].
 *
 * `params` holds the function's parameters as doubles; functions without parameters ignore it.
 *
 * Nothing here was made wrong on purpose: every formula is the textbook one, computed in float. Not every one of them survives
 * rounding, overflow and infinity, and which ones do not is what the check will tell you.
 */
#include <math.h>
#include <stddef.h>

/* relu(x) = max(x, 0) */
void relu_f32(const float *x, float *y, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

void relu_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++)
        dx[i] = x[i] > 0.0f ? dy[i] : 0.0f;
}

/* sigmoid(x) = 1 / (1 + e^-x) */
void sigmoid_f32(const float *x, float *y, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++)
        y[i] = 1.0f / (1.0f + expf(-x[i]));
}

void sigmoid_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++) {
        float y = 1.0f / (1.0f + expf(-x[i]));
        dx[i] = dy[i] * (y * (1.0f - y)); /* the famous shortcut: the derivative from the result */
    }
}

/* tanh(x), from the C library */
void tanh_f32(const float *x, float *y, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++)
        y[i] = tanhf(x[i]);
}

void tanh_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++) {
        float t = tanhf(x[i]);
        dx[i] = dy[i] * (1.0f - t * t);
    }
}

/* leaky_relu(x) = x for x > 0, slope * x otherwise; params[0] is the slope */
void leaky_relu_f32(const float *x, float *y, size_t n, const double *params)
{
    float slope = (float)params[0];
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] > 0.0f ? x[i] : slope * x[i];
}

void leaky_relu_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    float slope = (float)params[0];
    for (size_t i = 0; i < n; i++)
        dx[i] = x[i] > 0.0f ? dy[i] : slope * dy[i];
}

/* prelu(x): the same function, but its slope is learned, so the slope has a gradient too */
void prelu_f32(const float *x, float *y, size_t n, const double *params)
{
    float slope = (float)params[0];
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] > 0.0f ? x[i] : slope * x[i];
}

void prelu_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    float slope = (float)params[0];
    for (size_t i = 0; i < n; i++)
        dx[i] = x[i] > 0.0f ? dy[i] : slope * dy[i];
}

void prelu_f32_params_backward(const float *x, const float *dy, double *dparams, size_t n, const double *params)
{
    (void)params; /* prelu is linear in its slope: the gradient does not depend on it */
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++)
        if (x[i] <= 0.0f)
            sum += dy[i] * x[i];
    dparams[0] = sum;
}

/* gelu(x) = x * Phi(x), where Phi(x) = (1 + erf(x / sqrt(2))) / 2 is the normal distribution's cumulative probability */
void gelu_f32(const float *x, float *y, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++)
        y[i] = 0.5f * x[i] * (1.0f + erff(x[i] * 0.70710678f)); /* 0.70710678 = 1 / sqrt(2) */
}

void gelu_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++) {
        float cumulative = 0.5f * (1.0f + erff(x[i] * 0.70710678f));
        float density = 0.39894228f * expf(-0.5f * x[i] * x[i]); /* 0.39894228 = 1 / sqrt(2 * pi) */
        dx[i] = dy[i] * (cumulative + x[i] * density);           /* the product rule */
    }
}

/* silu(x) = x * sigmoid(x), also known as swish */
void silu_f32(const float *x, float *y, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] / (1.0f + expf(-x[i]));
}

void silu_f32_backward(const float *x, const float *dy, float *dx, size_t n, const double *params)
{
    (void)params;
    for (size_t i = 0; i < n; i++) {
        float s = 1.0f / (1.0f + expf(-x[i]));
        dx[i] = dy[i] * (s * (1.0f + x[i] * (1.0f - s)));
    }
}

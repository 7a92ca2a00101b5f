/* command_c.c: activation functions in a program of their own, as a command for actcheck to check.
 *
 *   build it:   cc -O2 command_c.c -o command_c -lm
 *   check it:   actcheck check --command ./command_c
 *
 * In C a shared library is less work (see naive_activations.c). A program is the way where the code cannot be loaded into another
 * process: it needs a runtime, a device, another machine, an emulator.
 *
 * The protocol (actcheck.command/1) is lines of JSON and raw arrays: on stdin a line that names a function, then its inputs; on
 * stdout a line that says "ok", then its results. The members of a call's line come in this order and without spaces, so that
 * sscanf can read them. Print other things to stderr.
 */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void relu(const float *x, const float *dy, float *y, size_t n, double param)
{
    (void)dy, (void)param;
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] < 0 ? 0 : x[i]; /* this way round NaN stays NaN */
}

static void relu_backward(const float *x, const float *dy, float *dx, size_t n, double param)
{
    (void)param;
    for (size_t i = 0; i < n; i++)
        dx[i] = x[i] > 0 ? dy[i] : 0;
}

static void leaky_relu(const float *x, const float *dy, float *y, size_t n, double slope)
{
    (void)dy;
    for (size_t i = 0; i < n; i++) /* 0 * -inf would be NaN */
        y[i] = !(x[i] < 0) ? x[i] : slope == 0 ? 0 : (float)(slope * x[i]);
}

static void gelu(const float *x, const float *dy, float *y, size_t n, double param)
{
    (void)dy, (void)param;
    for (size_t i = 0; i < n; i++) /* -inf * 0, again */
        y[i] = x[i] < -40 ? -0.0f : (float)(0.5 * x[i] * erfc(-x[i] * 0.70710678118654752440));
}

/* The functions by their names in actcheck's catalogue, and how many input arrays each takes. */
static const struct {
    const char *name;
    int inputs;
    void (*call)(const float *x, const float *dy, float *out, size_t n, double param);
} functions[] = {
    {"relu_f32", 1, relu},
    {"relu_f32_backward", 2, relu_backward},
    {"leaky_relu_f32", 1, leaky_relu},
    {"gelu_f32", 1, gelu},
};
enum { count = sizeof functions / sizeof *functions };

static void fail(const char *what)
{
    fprintf(stderr, "command_c: %s\n", what);
    exit(1);
}

/* The line of one call, then its inputs; then "ok" and the results. */
static void answer(const char *line)
{
    static float *memory; /* x, dy and the results, each of `room` numbers */
    static size_t room;
    char name[64];
    size_t n;
    double param = 0; /* stays so where "params" is empty; strtod would know "inf", which comes in quotes */
    if (sscanf(line, "{\"call\":\"%63[a-z0-9_]\",\"n\":%zu,\"params\":[%lf", name, &n, &param) < 2)
        fail("a line that is no call");
    int f = 0;
    while (f < count && strcmp(functions[f].name, name) != 0)
        f++;
    if (f == count)
        fail("a function that was not offered");
    if (n > room) {
        room = n;
        memory = realloc(memory, 3 * room * sizeof *memory);
        if (memory == NULL)
            fail("no memory");
    }
    float *x = memory, *dy = memory + room, *out = memory + 2 * room;
    if (fread(x, sizeof *x, n, stdin) != n || (functions[f].inputs == 2 && fread(dy, sizeof *dy, n, stdin) != n))
        fail("the input ends in the middle of an array");
    functions[f].call(x, dy, out, n, param);
    fputs("{\"ok\":true}\n", stdout);
    fwrite(out, sizeof *out, n, stdout);
    fflush(stdout);
}

int main(void)
{
    char line[4096];
    if (fgets(line, sizeof line, stdin) == NULL || strstr(line, "\"actcheck.command/1\"") == NULL)
        fail("this program speaks actcheck.command/1");
    printf("{\"protocol\":\"actcheck.command/1\",\"name\":\"plain C\",\"version\":\"1\",\"functions\":[");
    for (int f = 0; f < count; f++)
        printf("%s\"%s\"", f > 0 ? "," : "", functions[f].name);
    printf("]}\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL)
        answer(line);
    return 0;
}

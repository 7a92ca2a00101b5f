/* Speaks actcheck.command/1 for a shared library: library_command FILE SYMBOL...
 * So the same code is a subject in both ways, and must get the same results. A symbol without a format in its name is of f64. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void any_function(void);

static size_t size_of_number(const char *symbol) { return strstr(symbol, "_f32") ? 4 : strstr(symbol, "f16") ? 2 : strstr(symbol, "_f8") ? 1 : 8; }

static void *array(int k, size_t size) {
    static struct { void *memory; size_t size; } arrays[5];
    if (size >= arrays[k].size) arrays[k].memory = realloc(arrays[k].memory, arrays[k].size = size + 1);
    return arrays[k].memory;
}

int main(int argc, char **argv) {
    char line[4096], symbol[64];
    void *const library = argc > 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
    if (library == NULL || fgets(line, sizeof line, stdin) == NULL) return 1;
    printf("{\"protocol\":\"actcheck.command/1\",\"functions\":[");
    for (int i = 2; i < argc; i++) printf("%s\"%s\"", i > 2 ? "," : "", argv[i]);
    printf("]}\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t rows = 1, cols = 0;
        double params[4] = {0};
        if (sscanf(line, "{\"call\":\"%63[a-z0-9_]\",\"rows\":%zu,\"cols\":%zu", symbol, &rows, &cols) != 3 &&
            sscanf(line, "{\"call\":\"%63[a-z0-9_]\",\"n\":%zu", symbol, &cols) != 2) return 2;
        const char *const list = strstr(line, "\"params\":[");
        if (list == NULL) return 3;
        sscanf(list, "\"params\":[%lf,%lf,%lf,%lf", params, params + 1, params + 2, params + 3);
        any_function *const f = (any_function *)dlsym(library, symbol);
        if (f == NULL) return 4;
        const int backward = strstr(symbol, "_backward") != NULL, gated = strstr(symbol, "glu") == symbol, sums = strstr(symbol, "_params_") != NULL;
        const int inputs = 1 + gated + backward, outputs = gated && backward ? 2 : 1;
        const size_t size = rows * cols * size_of_number(symbol);
        void *a[5];
        for (int k = 0; k < inputs + outputs; k++) a[k] = array(k, sums && k == inputs ? sizeof(double) : size);
        for (int k = 0; k < inputs; k++)
            if (fread(a[k], 1, size, stdin) != size) return 5;
        if (strstr(line, "\"rows\":") && backward) ((void (*)(void *, void *, void *, size_t, size_t, double *))f)(a[0], a[1], a[2], rows, cols, params);
        else if (strstr(line, "\"rows\":")) ((void (*)(void *, void *, size_t, size_t, double *))f)(a[0], a[1], rows, cols, params);
        else if (inputs == 1) ((void (*)(void *, void *, size_t, double *))f)(a[0], a[1], cols, params);
        else if (inputs == 2) ((void (*)(void *, void *, void *, size_t, double *))f)(a[0], a[1], a[2], cols, params);
        else ((void (*)(void *, void *, void *, void *, void *, size_t, double *))f)(a[0], a[1], a[2], a[3], a[4], cols, params);
        fputs("{\"ok\":true}\n", stdout);
        for (int k = inputs; k < inputs + outputs; k++) fwrite(a[k], 1, sums ? sizeof(double) : size, stdout);
        fflush(stdout);
    }
    return 0;
}

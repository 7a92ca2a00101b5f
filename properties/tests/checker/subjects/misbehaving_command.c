/* A program that speaks actcheck.command/1 and misbehaves in the way that its argument names: at the greeting, or in calls of
 * relu_f32 of at least 17 numbers. tanh_f32 is right, and all there is to check besides. */
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char *way;
static int is(const char *name) { return strcmp(way, name) == 0; }

static void hang(void) {
    for (volatile int i = 0;; i = i ^ 1) {}
}

static void greet(void) {
    const char *protocol = "actcheck.command/1", *functions = "[\"relu_f32\",\"tanh_f32\"]";
    if (is("no_json")) printf("Hello, I am a program!\n");
    if (is("no_object")) printf("[1,2,3]\n");
    if (is("no_protocol")) printf("{\"functions\":[\"relu_f32\"]}\n");
    if (is("functions_of_another_type")) functions = "{\"relu_f32\":1}";
    if (is("functions_of_numbers")) functions = "[1]";
    if (is("other_version")) protocol = "actcheck.command/2";
    if (is("no_function")) functions = "[]";
    if (is("unknown_function")) functions = "[\"relu_f32\",\"tahn_f32\"]";
    if (is("error_at_start")) printf("{\"error\":\"no device was found\"}\n");
    if (is("leave_at_start")) exit(3);
    if (is("hang_at_start")) hang();
    while (is("endless_line"))
        if (printf("%1000d", 1) < 0) exit(0);
    if (is("two_lines")) printf("{}\n");
    if (!is("no_protocol")) printf("{\"protocol\":\"%s\",\"name\":\"misbehaving\",\"version\":\"7\",\"functions\":%s%s}\n", protocol, functions,
           is("not_parallel") ? ",\"parallel\":false" : "");
    fflush(stdout);
}

/* Before the answer to a call that would be right. */
static void misbehave(const float *x, size_t n) {
    if (is("leave")) exit(0);
    if (is("leave_with_7")) exit(7);
    if (is("segfault")) raise(SIGSEGV);
    if (is("hang")) hang();
    if (is("garbage")) printf("computing relu of %zu numbers\n", n);
    if (is("error")) printf("{\"error\":\"too large\\nfor me\"}\n");
    if (is("no_consent")) printf("{\"n\":%zu}\n", n);
    if (is("short_array")) {
        printf("{\"ok\":true}\n");
        fwrite(x, sizeof *x, n / 2, stdout);
        exit(0);
    }
    if (is("closed_output")) {
        fclose(stdout);
        sleep(30);
    }
    if (is("flood_stderr"))
        for (int i = 0; i < 20000; i++) fprintf(stderr, "%099d\n", i);
}

int main(int argc, char **argv) {
    static char line[4096];
    way = argc > 1 ? argv[1] : "";
    /* Two at once are one too many. */
    if (strstr(way, "parallel") != NULL && flock(open(argv[2], O_CREAT | O_RDWR | O_CLOEXEC, 0600), LOCK_EX | LOCK_NB) != 0) return 1;
    if (fgets(line, sizeof line, stdin) == NULL) return 1;
    greet();
    while (fgets(line, sizeof line, stdin) != NULL) {
        char name[64];
        size_t n;
        if (sscanf(line, "{\"call\":\"%63[a-z0-9_]\",\"n\":%zu", name, &n) != 2) return 1;
        float *x = malloc(n * sizeof *x + 1);
        /* The right answer, begun before the input is read. */
        if (is("answer_early")) printf("{\"ok\":true}\n"), fflush(stdout);
        if (fread(x, sizeof *x, n, stdin) != n) return 1;
        const int relu = strcmp(name, "relu_f32") == 0;
        if (relu && n >= 17) misbehave(x, n);
        for (size_t i = 0; i < n; i++) x[i] = !relu ? (float)tanh(x[i]) : x[i] < 0 ? 0 : x[i];
        if (!is("answer_early")) printf("{\"ok\":true,\"comment\":\"a member more\"}\n");
        fwrite(x, sizeof *x, n, stdout);
        if (is("long_answer") && relu && n >= 17) fwrite(x, sizeof *x, 1, stdout);
        fflush(stdout);
        free(x);
    }
    return 0;
}

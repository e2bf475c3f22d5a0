/* One function of pdfium called about many things, one after the other.

   An argument is the same for all things (kind 0), a word of its own for each (kind 1), or the place that the function
   writes to for each (kind 2: `first`, then every `step` bytes). What the function returns is kept word by word. */

#include <stdint.h>

typedef intptr_t word;
typedef word (*one)(word);
typedef word (*two)(word, word);
typedef word (*three)(word, word, word);
typedef word (*four)(word, word, word, word);
typedef word (*five)(word, word, word, word, word);
typedef double (*two_to_double)(word, word);

typedef struct {
    word kind, first, step;
} argument;

static word value(const argument *given, int64_t thing) {
    if (given->kind == 0) return given->first;
    if (given->kind == 1) return ((const word *)given->first)[thing];
    return given->first + given->step * thing;
}

void call_each(void *function, int64_t things, int64_t count, const argument *given, word *results) {
    for (int64_t i = 0; i < things; i++) {
        word a[5];
        for (int64_t k = 0; k < count; k++) a[k] = value(given + k, i);
        switch (count) {
        case 1: results[i] = ((one)function)(a[0]); break;
        case 2: results[i] = ((two)function)(a[0], a[1]); break;
        case 3: results[i] = ((three)function)(a[0], a[1], a[2]); break;
        case 4: results[i] = ((four)function)(a[0], a[1], a[2], a[3]); break;
        default: results[i] = ((five)function)(a[0], a[1], a[2], a[3], a[4]);
        }
    }
}

void call_each_for_double(void *function, int64_t things, int64_t count, const argument *given, double *results) {
    for (int64_t i = 0; i < things; i++) {
        results[i] = ((two_to_double)function)(value(given, i), value(given + 1, i));
    }
}

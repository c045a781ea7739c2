/* The yardstick for the network kernel: one thread, plain C, the same work from traces in the store's order to written edges.
 * Reads FILE (int64 count, then int32 columns object, account, post, second; ordered by object, second, account), enumerates all pairs of
 * traces of distinct accounts on one object within W seconds, spreads them by hash over partitions that fit the cache, counts distinct objects
 * per pair of accounts in a small table, gathers the pairs of those with at least K objects in a second sweep, measures them as the store does
 * (objects, pairs, posts on each side, sum, median and least gap, first and last time, who came first), writes them to OUT.
 * Not in it, unlike ours: decoding from DuckDB, ordering of account ids, any check of the input.
 *   cc -O2 -o reference reference.c && ./reference FILE W K OUT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct { int32_t lo, hi, i, j; } Pair; /* i: trace of lo, j: trace of hi */
typedef struct { int32_t lo, hi, object, count; } Cell; /* after the first sweep, for survivors: object = number, count < 0 */
typedef struct {
  int32_t a, b, objects, posts_a, posts_b;
  int64_t pairs, gap_sum, gap_twice_median, gap_least, first, last, first_a, first_b;
} Edge;

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static uint32_t mix(uint32_t lo, uint32_t hi) {
  uint64_t h = ((uint64_t)lo << 32 | hi) * 0x9E3779B97F4A7C15ull;
  return (uint32_t)(h >> 32);
}
static int ascending(const void *x, const void *y) {
  int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
  return (a > b) - (a < b);
}
static int32_t distinct(int32_t *v, int64_t n) {
  qsort(v, n, 4, ascending);
  int32_t d = n > 0;
  for (int64_t i = 1; i < n; i++) d += v[i] != v[i - 1];
  return d;
}
static void *need(size_t n) {
  void *p = malloc(n ? n : 1);
  if (!p) { fprintf(stderr, "no memory\n"); exit(1); }
  return p;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int32_t window = atoi(argv[2]), least = atoi(argv[3]);
  double t0 = now();
  FILE *f = fopen(argv[1], "rb");
  int64_t n;
  if (!f || fread(&n, 8, 1, f) != 1) return 1;
  int32_t *object = need(n * 4), *account = need(n * 4), *post = need(n * 4), *second = need(n * 4);
  int32_t *columns[4] = {object, account, post, second};
  for (int c = 0; c < 4; c++) if (fread(columns[c], 4, n, f) != (size_t)n) return 1;
  fclose(f);
  double t1 = now();

  int64_t all = 0;
  for (int64_t i = 0, s = 0; i < n; i++) {
    while (object[s] != object[i] || second[i] - second[s] > window) s++;
    all += i - s;
  }
  int bits = 0;
  while (bits < 12 && (all >> bits) > 6144) bits++;
  int parts = 1 << bits;
  int64_t *size = calloc(parts + 1, 8), *at = need((parts + 1) * 8);
  for (int64_t i = 0, s = 0; i < n; i++) {
    while (object[s] != object[i] || second[i] - second[s] > window) s++;
    for (int64_t j = s; j < i; j++) {
      int32_t a = account[i], b = account[j];
      if (a != b) size[(bits ? mix(a < b ? a : b, a < b ? b : a) >> (32 - bits) : 0) + 1]++;
    }
  }
  for (int p = 0; p < parts; p++) size[p + 1] += size[p];
  memcpy(at, size, (parts + 1) * 8);
  int64_t pairs = size[parts];
  Pair *pair = need(pairs * sizeof(Pair));
  for (int64_t i = 0, s = 0; i < n; i++) {
    while (object[s] != object[i] || second[i] - second[s] > window) s++;
    for (int64_t j = s; j < i; j++) {
      int32_t a = account[i], b = account[j];
      if (a == b) continue;
      Pair p = a < b ? (Pair){a, b, i, j} : (Pair){b, a, j, i};
      pair[at[bits ? mix(p.lo, p.hi) >> (32 - bits) : 0]++] = p;
    }
  }
  double t2 = now();

  FILE *out = fopen(argv[4], "wb");
  if (!out) return 1;
  int64_t edges = 0, objects_sum = 0, pairs_sum = 0, gaps_sum = 0, check = 0;
  Cell *table = NULL;
  int64_t room = 0;
  for (int p = 0; p < parts; p++) {
    int64_t count = size[p + 1] - size[p], slots = 64;
    Pair *mine = pair + size[p];
    while (slots < count * 2) slots *= 2;
    if (slots > room) { free(table); table = need(slots * sizeof(Cell)); room = slots; }
    for (int64_t h = 0; h < slots; h++) table[h].lo = -1;
    int64_t survivors = 0;
    for (int64_t x = 0; x < count; x++) {
      Cell *c = table + ((mix(mine[x].lo, mine[x].hi) * 2654435761u) >> 7 & (slots - 1));
      while (c->lo != -1 && (c->lo != mine[x].lo || c->hi != mine[x].hi)) c = c + 1 == table + slots ? table : c + 1;
      int32_t o = object[mine[x].i];
      if (c->lo == -1) *c = (Cell){mine[x].lo, mine[x].hi, o, 1};
      else if (c->object != o) c->object = o, c->count++;
    }
    for (int64_t h = 0; h < slots; h++)
      if (table[h].lo != -1 && table[h].count >= least) table[h].object = survivors++, table[h].count = -table[h].count;
    if (!survivors) continue;
    int64_t *start = calloc(survivors + 1, 8), kept = 0;
    int32_t *objects = need(survivors * 4), *number = need(count * 4);
    for (int64_t x = 0; x < count; x++) {
      Cell *c = table + ((mix(mine[x].lo, mine[x].hi) * 2654435761u) >> 7 & (slots - 1));
      while (c->lo != mine[x].lo || c->hi != mine[x].hi) c = c + 1 == table + slots ? table : c + 1;
      if (c->count > 0) continue;
      objects[c->object] = -c->count;
      start[c->object + 1]++;
      number[kept] = c->object;
      mine[kept++] = mine[x];
    }
    for (int64_t e = 0; e < survivors; e++) start[e + 1] += start[e];
    Pair *found = need(kept * sizeof(Pair));
    for (int64_t x = 0; x < kept; x++) found[start[number[x]]++] = mine[x];
    int32_t *gap = need(kept * 4), *left = need(kept * 4), *right = need(kept * 4);
    for (int64_t v = 0, from = 0; v < survivors; from = start[v++]) {
      int64_t m = start[v] - from;
      Pair *q = found + from;
      Edge e = {q->lo, q->hi, objects[v], 0, 0, m, 0, 0, 0, INT64_MAX, INT64_MIN, 0, 0};
      for (int64_t x = 0; x < m; x++) {
        int64_t ta = second[q[x].i], tb = second[q[x].j];
        gap[x] = ta < tb ? tb - ta : ta - tb;
        left[x] = post[q[x].i];
        right[x] = post[q[x].j];
        e.gap_sum += gap[x] * 1000ll;
        if (ta < tb) e.first_a++; else if (tb < ta) e.first_b++;
        int64_t lo = ta < tb ? ta : tb, hi = ta < tb ? tb : ta;
        if (lo * 1000 < e.first) e.first = lo * 1000;
        if (hi * 1000 > e.last) e.last = hi * 1000;
      }
      qsort(gap, m, 4, ascending);
      e.gap_least = gap[0] * 1000ll;
      e.gap_twice_median = (m % 2 ? 2 * gap[m / 2] : gap[m / 2 - 1] + gap[m / 2]) * 1000ll;
      e.posts_a = distinct(left, m);
      e.posts_b = distinct(right, m);
      fwrite(&e, sizeof e, 1, out);
      edges++, objects_sum += e.objects, pairs_sum += m, gaps_sum += e.gap_sum;
      int64_t pairing = (e.a * 1000003ll + e.b) % 1000000007;
      int64_t measures = (e.objects * 31ll + m * 37 + e.posts_a * 41ll + e.posts_b * 43ll + e.gap_sum * 47 + e.gap_twice_median * 53 + e.gap_least * 59 +
                          e.first * 61 + e.last * 67 + e.first_a * 71 + e.first_b * 73) % 1000000007;
      check = (check + pairing * measures) % 1000000007;
    }
    free(start), free(objects), free(number), free(found), free(gap), free(left), free(right);
  }
  fclose(out);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  printf("{\"seconds\":%.4f,\"cpu\":%.4f,\"read\":%.4f,\"spread\":%.4f,\"pairs\":%lld,\"mb\":%ld,\"totals\":\"%lld %lld %lld %lld %lld\"}\n", now() - t0, cpu, t1 - t0, t2 - t1,
         (long long)pairs, used.ru_maxrss / 1024, (long long)edges, (long long)objects_sum, (long long)pairs_sum, (long long)gaps_sum, (long long)check);
}

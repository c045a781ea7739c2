/*
 * Compact single-thread reference of windowed co-occurrence, for measuring only: what plain C does with the same traces.
 *   reference TRACES WINDOW MINWEIGHT EDGES      TRACES: int32 n, then n × {object, account, second}, ordered by object, second
 * Reads the traces, goes through all pairs of one object within the window, puts each (lo, hi, object, gap, time) into one of P partitions by hash, adds up every
 * partition in a small table, writes the edges with at least MINWEIGHT distinct objects: objects, pairs, sum of gaps, least gap, first and last time, who first. It
 * does less than Lockstep: no median gap, no distinct posts of each side, no store, no order of edges, no cancel. Prints JSON: seconds and totals.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { int32_t lo, hi, object, gap, first; } Pair;
typedef struct { int32_t lo, hi, last_object, objects; int64_t pairs, gap_sum; int32_t least, first, last, first_lo, first_hi; } Edge;

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static uint64_t hash(int32_t lo, int32_t hi) {
  uint64_t x = ((uint64_t)(uint32_t)lo << 32 | (uint32_t)hi) * 0x9e3779b97f4a7c15ull;
  return x ^ x >> 29;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  const int window = atoi(argv[2]), least_weight = atoi(argv[3]);
  double begin = now();
  FILE *in = fopen(argv[1], "rb");
  int32_t n;
  if (!in || fread(&n, 4, 1, in) != 1) return 1;
  int32_t *t = malloc((size_t)n * 12);
  if (fread(t, 12, n, in) != (size_t)n) return 1;
  fclose(in);
  uint64_t total = 0;
  for (int32_t i = 0, low = 0; i < n; i++) {
    while (t[3 * low] != t[3 * i] || t[3 * i + 2] - t[3 * low + 2] > window) low++;
    total += i - low;
  }
  int bits = 0;
  while (bits < 16 && total >> bits > 16384) bits++;
  const int parts = 1 << bits;
  uint64_t *at = calloc(parts + 1, 8);
  Pair *pairs = malloc((total + 1) * sizeof(Pair));
  for (int pass = 0; pass < 2; pass++) {
    for (int32_t i = 0, low = 0; i < n; i++) {
      const int32_t *y = t + 3 * (size_t)i;
      while (t[3 * low] != y[0] || y[2] - t[3 * low + 2] > window) low++;
      for (int32_t j = low; j < i; j++) {
        const int32_t *x = t + 3 * (size_t)j;
        if (x[1] == y[1]) continue;
        int32_t lo = x[1] < y[1] ? x[1] : y[1], hi = x[1] < y[1] ? y[1] : x[1];
        uint64_t p = bits ? hash(lo, hi) >> (64 - bits) : 0;
        if (pass == 0) at[p + 1]++;
        else pairs[at[p]++] = (Pair){lo, hi, y[0], lo == x[1] ? y[2] - x[2] : x[2] - y[2], x[2]};
      }
    }
    if (pass == 0) for (int p = 0; p < parts; p++) at[p + 1] += at[p];
  }
  /* after the second pass at[p] is the end of partition p */
  FILE *out = fopen(argv[4], "wb");
  uint64_t from = 0, edges = 0, objects = 0, kept_pairs = 0, gaps = 0;
  __int128 check = 0;
  Edge *table = NULL;
  uint64_t room = 0;
  for (int p = 0; p < parts; p++) {
    uint64_t count = at[p] - from, size = 16;
    while (size < 2 * count) size *= 2;
    if (size > room) { free(table); table = malloc(size * sizeof(Edge)); room = size; }
    memset(table, 0xff, size * sizeof(Edge));
    for (uint64_t i = from; i < at[p]; i++) {
      const Pair *q = pairs + i;
      uint64_t slot = hash(q->lo, q->hi) & (size - 1);
      while (table[slot].lo != -1 && (table[slot].lo != q->lo || table[slot].hi != q->hi)) slot = (slot + 1) & (size - 1);
      Edge *e = table + slot;
      int gap = q->gap < 0 ? -q->gap : q->gap;
      if (e->lo == -1) *e = (Edge){q->lo, q->hi, -1, 0, 0, 0, gap, q->first, q->first + gap, 0, 0};
      if (e->last_object != q->object) { e->last_object = q->object; e->objects++; }
      e->pairs++;
      e->gap_sum += gap;
      if (gap < e->least) e->least = gap;
      if (q->first < e->first) e->first = q->first;
      if (q->first + gap > e->last) e->last = q->first + gap;
      if (q->gap > 0) e->first_lo++;
      else if (q->gap < 0) e->first_hi++;
    }
    from = at[p];
    for (uint64_t i = 0; i < size; i++) {
      const Edge *e = table + i;
      if (e->lo == -1 || e->objects < least_weight) continue;
      fwrite(e, sizeof(Edge), 1, out);
      edges++, objects += e->objects, kept_pairs += e->pairs, gaps += e->gap_sum;
      check += (__int128)e->lo * 1000003 + (__int128)e->hi * 10007 + (__int128)e->objects * e->hi + e->pairs * 31 + e->gap_sum * 17 + (__int128)e->least * e->lo +
               (int64_t)e->first * 7 + (int64_t)e->last * 3;
    }
  }
  fclose(out);
  double seconds = now() - begin;
  printf("{\"seconds\":%.4f,\"allPairs\":%llu,\"edges\":%llu,\"objects\":%llu,\"pairs\":%llu,\"gapSeconds\":%llu,\"check\":\"%llu\"}\n", seconds,
         (unsigned long long)total, (unsigned long long)edges, (unsigned long long)objects, (unsigned long long)kept_pairs, (unsigned long long)gaps,
         (unsigned long long)(check % 1000000000000000ll));
  return 0;
}

"""
The same texts and pairs for datasketch and text-dedup: python bench/near-duplicate-text.py FOLDER THRESHOLD
Both work on the set of substrings of five letters. datasketch: MinHash of 128 permutations, its LSH with its own bands, pairs kept whose estimated index is at least the threshold. text-dedup: its own hashing (250
permutations, bands by its rule) over texts whose letters are set apart as words, which makes its 5-grams of words the same substrings; its clusters are the union of its buckets, nothing is verified.
"""
import json
import sys
import time
from collections import defaultdict

folder, threshold = sys.argv[1], float(sys.argv[2])
texts = json.load(open(folder + "/texts.json"))
truth = set(map(tuple, json.load(open(folder + "/pairs.json"))))


def report(name, pairs, seconds):
    right = len(pairs & truth)
    print(f"  {name}: {seconds:.1f} s, pairs found {right} of {len(truth)} ({100 * right / len(truth):.2f} %), of its {len(pairs)} pairs truly near {100 * right / max(1, len(pairs)):.2f} %")


def run_datasketch():
    from datasketch import MinHash, MinHashLSH

    start = time.perf_counter()
    sketches = []
    for text in texts:
        sketch = MinHash(num_perm=128, seed=1)
        sketch.update_batch([text[i : i + 5].encode() for i in range(len(text) - 4)])
        sketches.append(sketch)
    index = MinHashLSH(threshold=threshold, num_perm=128)
    pairs = set()
    for i, sketch in enumerate(sketches):
        for j in index.query(sketch):
            if sketch.jaccard(sketches[j]) >= threshold:
                pairs.add((j, i))
        index.insert(i, sketch)
    report("datasketch", pairs, time.perf_counter() - start)


def run_text_dedup():
    import numpy as np
    from text_dedup import minhash
    from text_dedup.utils import optimal_param, xxh3_32hash

    start = time.perf_counter()
    bands, rows = optimal_param(threshold, 250, false_positive_weight=0.5, false_negative_weight=0.5)
    prime, most = np.uint64((1 << 61) - 1), np.uint32((1 << 32) - 1)
    rng = np.random.RandomState(42)
    permutations = (
        rng.randint(1, prime, size=(250,), dtype=np.uint64),
        rng.randint(0, prime, size=(250,), dtype=np.uint64),
    )
    tables = [defaultdict(list) for _ in range(bands)]
    for i, text in enumerate(texts):
        signature = minhash.embed_func(
            " ".join("_" if letter == " " else letter for letter in text),
            i,
            num_perm=250,
            ngram_size=5,
            min_length=0,
            hashranges=[(b * rows, (b + 1) * rows) for b in range(bands)],
            permutations=permutations,
            hash_func=xxh3_32hash,
            dtype=np.uint64,
            max_hash=most,
            modulo_prime=prime,
        )[minhash.SIGNATURE_COLUMN]
        for table, key in zip(tables, signature):
            table[key].append(i)
    minhash.uf.reset()
    for table in tables:
        for cluster in table.values():
            for i in cluster[1:]:
                minhash.uf.union(i, cluster[0])
    clusters = defaultdict(list)
    for i in range(len(texts)):
        clusters[minhash.uf.find(i)].append(i)
    seconds = time.perf_counter() - start
    pairs = {(c[x], c[y]) for c in clusters.values() for y in range(len(c)) for x in range(y)}
    report(f"text-dedup, largest cluster {max(map(len, clusters.values()))}", pairs, seconds)


for peer, run in (("datasketch", run_datasketch), ("text-dedup", run_text_dedup)):
    try:
        run()
    except ImportError as error:
        print(f"  {peer} not run: {error}; pip install {peer}")

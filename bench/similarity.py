"""The work of bench/similarity.ts by scikit-learn and SciPy: TF-IDF, then the product of the matrix with itself in blocks of rows.

python similarity.py FOLDER TRACES [seconds]   (pip install scikit-learn; node .tmp/bench/bench/similarity.js TRACES --out FOLDER makes the input)
Stops after the given seconds and says how far it came.
"""
import resource
import sys
import time

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfTransformer

folder, traces = sys.argv[1], sys.argv[2]
limit = float(sys.argv[3]) if len(sys.argv) > 3 else 600
account = np.fromfile(f"{folder}/{traces}-account.i32", dtype=np.int32)
thing = np.fromfile(f"{folder}/{traces}-object.i32", dtype=np.int32)
start = time.time()
active = np.bincount(account)[account] >= 10
names, rows = np.unique(account[active], return_inverse=True)
things, columns = np.unique(thing[active], return_inverse=True)
matrix = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(things)))
matrix.sum_duplicates()
unit = TfidfTransformer().fit_transform(matrix)
across = unit.T.tocsr()
block, edges, total = 500, 0, 0
for first in range(0, len(names), block):
    product = (unit[first : first + block] @ across).tocoo()
    keep = (product.col > product.row + first) & (np.round(product.data, 9) >= 0.5)
    edges += int(keep.sum())
    total += int(np.round(np.minimum(1, product.data[keep]) * 1e9).sum())
    done = min(len(names), first + block)
    if time.time() - start > limit and done < len(names):
        print(f"{traces} traces: stopped at {done} of {len(names)} accounts after {time.time() - start:.0f} s", end=", ")
        break
else:
    print(f"{traces} traces: {len(names)} accounts, {edges} edges, {time.time() - start:.2f} s, sum of weights {total}e-9", end=", ")
print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")

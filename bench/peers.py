"""coordination-network-toolkit on one CSV file in its own columns: python peers.py CSV WINDOW MIN_WEIGHT EDGES PROCESSES

Prints one line of JSON; writes user_1,user_2,weight.
"""
import contextlib
import csv
import json
import os
import resource
import sqlite3
import sys
import time

from coordination_network_toolkit.compute_networks import compute_co_retweet_parallel
from coordination_network_toolkit.preprocess import preprocess_csv_files

if __name__ == "__main__":
    posts, window, least, edges, processes = sys.argv[1:]
    store = edges + ".db"
    for name in (store, store + "-wal", store + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    with contextlib.redirect_stdout(sys.stderr):
        begin = time.perf_counter()
        preprocess_csv_files(store, [posts])
        read = time.perf_counter()
        compute_co_retweet_parallel(store, int(window), n_threads=int(processes), min_edge_weight=int(least))
        linked = time.perf_counter()
    with open(edges, "w", newline="") as out:
        csv.writer(out).writerows(sqlite3.connect(store).execute("select user_1, user_2, weight from co_retweet_network"))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps({"reading": read - begin, "linking": linked - read, "mb": round(peak)}))

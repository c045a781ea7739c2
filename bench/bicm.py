# pip install NEMtropy==4.0.0; python3 bench/bicm.py > src/statistics/fixtures/bicm.json
import json, random, numpy as np
from NEMtropy import BipartiteGraph
random.seed(4)
R, C = 30, 50
w = [random.random()**2 for _ in range(R)]; v = [random.random()**3 for _ in range(C)]
m = np.array([[1 if random.random() < min(.95, 1.5*w[i]*v[a]+.03) else 0 for a in range(C)] for i in range(R)])
m = m[m.sum(1) > 0][:, m[m.sum(1) > 0].sum(0) > 0]
g = BipartiteGraph(biadjacency=m)
g.solve_tool(method='newton', tol=1e-13, eps=1e-13, max_steps=2000, verbose=False, linsearch=True)
p = g.get_bicm_matrix()
from itertools import combinations
def tail(q, k):
    d = np.zeros(len(q)+1); d[0] = 1
    for x in q: d[1:] = d[1:]*(1-x) + d[:-1]*x; d[0] *= (1-x)
    return float(d[k:].sum())
rows = []
for i, j in list(combinations(range(m.shape[0]), 2))[::12]:
    s = int((m[i]*m[j]).sum())
    rows.append([int(m[i].sum()), int(m[j].sum()), s, tail(p[i]*p[j], s)])
x, y = [float(t) for t in g.x], [float(t) for t in g.y]
dr, dc = [int(t) for t in m.sum(1)], [int(t) for t in m.sum(0)]
print(json.dumps({"made": "NEMtropy 4.0.0: python3 bench/bicm.py > src/statistics/fixtures/bicm.json", "accounts": dr, "objects": dc, "x": x, "y": y, "tails": rows}))

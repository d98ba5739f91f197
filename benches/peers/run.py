#!/usr/bin/env python3
"""Named peers and this engine on the same instances in one run; writes the section `peers` of docs/performance.md.

    benches/peers/run.py [SECONDS]

Each peer comes from PyPI into target/peers and has SECONDS (60) of wall time, one thread; so has the engine. A peer that
cannot be installed, or does not end in time, is said so. The judge is ../shared/tools/score_partition.py. Standard
library only, but for the peers.
"""
import csv, json, os, pathlib, subprocess, sys, time, venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
BENCH = pathlib.Path(os.environ.get("GRIDWRIGHT_BENCH", SHARED / "data/bench"))
JUDGE = os.environ.get("GRIDWRIGHT_JUDGE", str(SHARED / "tools/score_partition.py"))
WORK = ROOT / "target/peers"
PA = (BENCH / "us2020_vtd/PA.nodes.csv", BENCH / "us2020_vtd/PA.edges.csv", 18)
PTS = (BENCH / "synthetic/pts20k.nodes.csv", BENCH / "synthetic/pts20k.edges.csv", 60)

# Each reads the instance, and leaves the district of every unit in `label`; only `work` is timed.
READ = """
import csv, json, math, random, sys, time
nodes, edges, k, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
N = list(csv.DictReader(open(nodes)))
w = [int(float(r["pop"])) for r in N]
E = [(int(r["u"]), int(r["v"])) for r in csv.DictReader(open(edges))]
adj = [[] for _ in N]
for u, v in E:
    adj[u].append(v); adj[v].append(u)
if "x_km" in N[0]:
    xy = [(float(r["x_km"]), float(r["y_km"])) for r in N]
else:
    xy = [(float(r["lon"]) * math.cos(math.radians(41)) * 111.3195, float(r["lat"]) * 111.3195) for r in N]
xadj = [0]
for a in adj:
    xadj.append(xadj[-1] + len(a))
adjncy = [v for a in adj for v in a]
"""
METIS = """
import pymetis
def work():
    options = pymetis.Options(ufactor=5, seed=1)
    return pymetis.part_graph(k, xadj=xadj, adjncy=adjncy, vweights=w, recursive=%s, contiguous=%s, options=options)[1]
"""
KAHIP = """
import kahip
def work():
    return kahip.kaffpa(w, xadj, [1] * len(adjncy), adjncy, k, 0.005, True, 1, %d)[1]
"""
GERRY = """
import functools, networkx, gerrychain
from gerrychain import Graph, MarkovChain, Partition, accept, constraints, updaters
from gerrychain.proposals import recom
from gerrychain.tree import recursive_tree_part
random.seed(1)
# In order, for the library numbers nodes as they come.
g = networkx.Graph()
g.add_nodes_from(range(len(N)))
g.add_edges_from(E)
for v in g:
    g.nodes[v]["pop"] = w[v]
graph = Graph.from_networkx(g)
def work():
    start, ideal = time.time(), sum(w) / k
    first = recursive_tree_part(graph, range(k), ideal, "pop", 0.005)
    part = Partition(graph, first, {"pop": updaters.Tally("pop"), "cut_edges": updaters.cut_edges})
    step = functools.partial(recom, pop_col="pop", pop_target=ideal, epsilon=0.005, node_repeats=1)
    fewer = lambda p: p.parent is None or len(p["cut_edges"]) <= len(p.parent["cut_edges"])
    chain = MarkovChain(step, [constraints.contiguous], fewer, part, 10**9)
    best = part
    for p in chain:
        if len(p["cut_edges"]) < len(best["cut_edges"]):
            best = p
        if time.time() - start > LIMIT * 0.8:
            break
    return [best.assignment[v] for v in range(len(N))]
"""
KMEANS = """
import numpy
from k_means_constrained import KMeansConstrained
points = numpy.array(xy)
def work():
    low = len(N) // k
    return KMeansConstrained(k, size_min=low, size_max=-(-len(N) // k), n_init=1, random_state=1).fit(points).labels_
"""
SPOPT = """
import numpy, libpysal
from spopt.region import RegionKMeansHeuristic
weights = libpysal.weights.W({v: adj[v] for v in range(len(N))}, silence_warnings=True)
def work():
    numpy.random.seed(1)
    model = RegionKMeansHeuristic(numpy.array(xy), k, weights)
    model.solve()
    return model.labels_
"""
WRITE = """
start = time.time()
label = work()
seconds = time.time() - start
with open(out, "w") as f:
    f.write("idx,district\\n")
    f.writelines(f"{i},{int(c)}\\n" for i, c in enumerate(label))
print(json.dumps({"seconds": seconds}))
"""
# Name, package, code, instance, whether every point weighs one.
PEERS = [
    ("METIS k-way", ["pymetis"], METIS % (False, True), PA, False),
    ("METIS recursive", ["pymetis"], METIS % (True, False), PA, False),
    ("KaHIP eco", ["kahip"], KAHIP % 1, PA, False),
    ("KaHIP strong", ["kahip"], KAHIP % 2, PA, False),
    ("GerryChain ReCom", ["gerrychain"], GERRY, PA, False),
    ("spopt region k-means", ["spopt"], SPOPT, PA, False),
    ("k-means-constrained (OR-tools)", ["k-means-constrained"], KMEANS, PTS, True),
]


def python():
    path = WORK / "venv/bin/python"
    if not path.exists():
        venv.create(WORK / "venv", with_pip=True)
    return str(path)


def installed(packages):
    pip = [python(), "-m", "pip", "install", "--quiet", "--prefer-binary", *packages]
    return subprocess.run(pip, capture_output=True, timeout=900).returncode == 0


def judged(instance, plan):
    nodes, edges, k = instance
    run = subprocess.run([sys.executable, JUDGE, nodes, edges, plan, str(k)], capture_output=True, text=True)
    return json.loads(run.stdout) if run.returncode == 0 else None


def even(instance):
    """The instance with every unit of weight one."""
    nodes, edges, k = instance
    path = WORK / "equal.csv"
    rows = list(csv.DictReader(open(nodes)))
    with open(path, "w", newline="") as f:
        out = csv.DictWriter(f, rows[0].keys())
        out.writeheader()
        out.writerows({**r, "pop": 1} for r in rows)
    return path, edges, k


def row(name, instance, seconds, plan, ours):
    score = judged(instance, plan)
    if score is None:
        return f"| {name} | {seconds:.2f} | not a plan of {instance[2]} cells | | | | |", None
    ratio = ""
    if ours:
        ratio = f"{seconds / max(ours[0], 1e-3):.1f} × time, {score['cut_edges'] / ours[1]['cut_edges']:.2f} × cut, " \
                f"{score['inertia'] / ours[1]['inertia']:.2f} × J"
    line = f"| {name} | {seconds:.2f} | {score['max_dev_pct']:.2f} % | {score['broken']} | {score['cut_edges']} " \
           f"| {score['inertia']:.4g} | {ratio} |"
    return line, score


def engine(folder, instance, points):
    nodes, edges, k = instance
    plan = WORK / "ours.csv"
    own = [folder / "points", nodes, k, "--edges", edges, "--starts", 8] if points else \
          [folder / "districting", nodes, edges, k, "--tolerance", 0.1, "--objective", "mix", "--starts", 4]
    command = [str(c) for c in own + ["--seed", 1, "--threads", 1, "--out", plan]]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    line, score = row("**Gridwright**", instance, told["seconds"], plan, None)
    return line, (told["seconds"], score)


def main():
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    WORK.mkdir(parents=True, exist_ok=True)
    folder = os.environ.get("GRIDWRIGHT_EXAMPLES")
    if folder is None:
        # As `make bench` does: own code optimised, libraries as they are built for everything else.
        subprocess.run(["cargo", "build", "--locked", "--example", "districting", "--example", "points"],
                       cwd=ROOT, check=True, env={**os.environ, "CARGO_PROFILE_DEV_OPT_LEVEL": "3"})
        folder = ROOT / "target/debug/examples"
    page = ["## Peers", "", f"One thread each, at most {limit:.0f} s, in the same run by `benches/peers/run.py`; judged by "
            "`score_partition.py`. Ratios are of the peer to the row of this engine above it."]
    for title, instance, equal in [("PA, 9,178 precincts → 18", PA, False), ("20,000 points of weight one → 60", PTS, True)]:
        instance = even(instance) if equal else instance
        line, ours = engine(pathlib.Path(folder), instance, equal)
        page += ["", title, "", "| | s | largest deviation | broken | cut | J | against ours |", "|---|---|---|---|---|---|---|", line]
        for name, packages, code, _, _ in [p for p in PEERS if p[4] == equal]:
            if not installed(packages):
                page.append(f"| {name} | could not be installed | | | | | |")
                continue
            plan = WORK / "peer.csv"
            plan.unlink(missing_ok=True)
            script = READ + f"LIMIT = {limit}\n" + code + WRITE
            command = [python(), "-c", script, *(str(a) for a in instance), str(plan)]
            threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            try:
                run = subprocess.run(command, capture_output=True, text=True, timeout=limit + 20, env={**os.environ, **threads})
            except subprocess.TimeoutExpired:
                page.append(f"| {name} | not done in {limit:.0f} s | | | | | |")
                continue
            if run.returncode != 0:
                fault = (run.stderr.strip().splitlines() or ["ended early"])[-1].replace("|", "/")
                page.append(f"| {name} | failed: {fault[:90]} | | | | | |")
                continue
            page.append(row(name, instance, json.loads(run.stdout.splitlines()[-1])["seconds"], plan, ours)[0])
            print(page[-1], flush=True)
    text = "\n".join(page)
    print(text)
    path = ROOT / "docs/performance.md"
    whole = path.read_text()
    opened, closed = "<!-- peers -->", "<!-- /peers -->"
    section = f"{opened}\n{text}\n{closed}"
    if opened in whole and closed in whole:
        whole = whole[:whole.index(opened)] + section + whole[whole.index(closed) + len(closed):]
    else:
        whole = whole.rstrip() + "\n\n" + section + "\n"
    path.write_text(whole)


if __name__ == "__main__":
    main()

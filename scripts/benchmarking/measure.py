"""One measurement in a process of its own: `run` starts it and waits, `python -m benchmarking.measure` is it."""

from __future__ import annotations

import gc
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

__all__ = ["growth", "median", "run"]

SCRIPTS = Path(__file__).resolve().parent.parent
Row = dict[str, Any]


def run(job: str, timeout: float, **arguments: Any) -> Row:
    """Measure in a fresh process on one core. `{"skipped": why}` where the tool is not installed or does not end in time."""
    path = os.pathsep.join([str(SCRIPTS), str(SCRIPTS.parent), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    order = json.dumps({"job": job, "born": time.time(), **arguments})
    command = [sys.executable, "-m", "benchmarking.measure", order]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return {"skipped": f"more than {timeout:.0f} s"}
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        return {"skipped": "not installed" if last.startswith("ModuleNotFoundError") else last}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _middle(values: list[Any]) -> Any:
    """The median of numbers, place by place in lists of them; of anything else, the first."""
    if isinstance(values[0], list):
        return [_middle(list(column)) for column in zip(*values, strict=False)]
    return statistics.median(values) if isinstance(values[0], float) else values[0]


def median(rows: list[Row]) -> Row:
    """Several runs of the same job as one."""
    return {key: _middle([r[key] for r in rows]) for key in rows[0]}


def growth(row: Row) -> list[float]:
    """t(2n)/t(n) of neighbours, 2.0 being linear."""
    return [b / a for a, b in itertools.pairwise(row["cpu"])]


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _peak() -> float:
    """Most memory that this process held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _speed(tool: str, target: str, texts: str, born: float) -> Row:
    """Start-up until the first result, then all texts once."""
    from benchmarking.tools import FIRST, TOOLS

    change = TOOLS[tool](target)
    list(change([FIRST]))
    start_wall, start_cpu = time.time() - born, time.process_time()
    documents = json.loads(Path(texts).read_text())
    size = sum(len(t.encode("utf-8", "surrogatepass")) for t in documents)
    cpu, wall = time.process_time(), time.perf_counter()
    changed = sum(new != old for new, old in zip(change(documents), documents, strict=True))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "mb_s": size / 1e6 / cpu, "mb_s_wall": size / 1e6 / wall, "documents_s": len(documents) / cpu, "start_s": start_wall,
        "start_cpu_s": start_cpu, "peak_mb": _peak(), "seconds": wall, "changed": changed,
    }  # fmt: skip


def _length(kind: str, longest: int, patience: float, target: str, born: float) -> Row:
    """CPU seconds of a hostile text at several lengths, each twice the one before: the longest three within the patience."""
    from benchmarking.inputs import hostile
    from benchmarking.tools import FIRST, normalize_with

    def seconds(size: int) -> float:
        change, text = normalize_with("none", target), hostile(kind, size)
        list(change([FIRST]))
        gc.collect()
        cpu = time.process_time()
        list(change([text]))
        return time.process_time() - cpu

    sizes = [longest >> k for k in range(7, -1, -1)]
    probe = seconds(sizes[0]) / sizes[0]
    sizes = sizes[: max(2, sum(s * probe < patience for s in sizes))][-3:]
    return {"sizes": sizes, "cpu": [seconds(s) for s in sizes], "peak_mb": _peak()}


def _lexicon(path: str, target: str, texts: str, born: float) -> Row:
    """The load time of a user's lexicon, beyond that of the package without one, and the speed with it."""
    from benchmarking.tools import FIRST, count_forms, normalize_with

    list(normalize_with("none", target)([FIRST]))
    cpu = time.process_time()
    change = normalize_with("none", target, (path,) if path else ())
    list(change([FIRST]))
    load = time.process_time() - cpu
    documents = json.loads(Path(texts).read_text())
    size = sum(len(t.encode("utf-8", "surrogatepass")) for t in documents)
    cpu = time.process_time()
    list(change(documents))
    cpu = time.process_time() - cpu
    peak = _peak()
    return {"load_s": load, "mb_s": size / 1e6 / cpu, "peak_mb": peak, "forms": count_forms(path, target) if path else 0}


def _main() -> None:
    order = json.loads(sys.argv[1])
    _one_core()
    job = {"speed": _speed, "length": _length, "lexicon": _lexicon}[order.pop("job")]
    print(json.dumps(job(**order)))


if __name__ == "__main__":
    _main()

"""The same targets under a coverage-guided fuzzer, for as long as you like. Needs `pip install atheris`; pytest does not run it.

    python tests/fuzz/fuzz_atheris.py formats -max_total_time=300        any target of targets.py; then options of libFuzzer

A crash is written to a file `crash-…`; give that file as the last argument to see it again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["normalize"]):
    from targets import TARGETS
    from test_fuzz import MARKS, SEEDS


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(f"{__doc__}\ntargets: {', '.join(TARGETS)}")
    name = sys.argv.pop(1)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-corpus-"))
    for i, seed in enumerate(SEEDS[name]):
        (folder / str(i)).write_bytes(seed)
    escaped = ("".join(f"\\x{b:02x}" for b in m.encode("utf-8", "surrogatepass")) for m in MARKS if len(m) < 64)
    (folder.parent / f"{folder.name}.dict").write_text("".join(f'"{m}"\n' for m in escaped))
    options = [f"-dict={folder.parent / folder.name}.dict", "-max_len=4096", *sys.argv[1:]]
    files = any(not o.startswith("-") for o in sys.argv[1:])
    atheris.Setup([sys.argv[0], *options, *([] if files else [str(folder)])], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()

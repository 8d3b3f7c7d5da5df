"""What the benchmark reads and makes: documents, hostile texts of any length, and lexicons of any size. Seeded, so repeatable."""

from __future__ import annotations

import gzip
import itertools
import json
import lzma
import random
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["HOSTILE", "documents", "hostile", "write_lexicon"]

SENTENCE = (
    "Ukrainian Foreign Minister Dmytro Kuleba said on Tuesday in Kyiv that 1,200 people had left the city of Bucha, and that “nobody "
    "will forget” what happened there. "
)
_ONSETS = "b bl br c ch d dr f g gr h j k kl kr l m n p pr r s sh st t tr v w z zh".split()
_VOWELS = "a e i o u ai ei ou ia".split()


def _opened(path: Path) -> Iterator[str]:
    kinds: dict[str, Callable[..., object]] = {".gz": gzip.open, ".xz": lzma.open}
    with kinds.get(path.suffix, open)(path, "rt", encoding="utf-8") as f:  # type: ignore[attr-defined]
        yield from f


def _documents(path: Path) -> Iterator[str]:
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            yield from _documents(file)
    elif ".jsonl" in path.suffixes:
        yield from (json.loads(line)["text"] for line in _opened(path) if line.strip())
    else:
        yield "".join(_opened(path))


def documents(paths: list[Path], limit: int) -> tuple[list[str], int, int]:
    """(documents, their UTF-8 bytes, how often each was repeated) up to `limit` bytes.

    Text files and folders of them, and JSON Lines with a key `text`, plain, .gz or .xz. A large collection is thinned evenly; a
    small one is repeated.
    """
    found = [t for p in paths for t in _documents(p) if t]
    sizes = [len(t.encode("utf-8", "surrogatepass")) for t in found]
    if not found:
        raise SystemExit("benchmark: no text in these paths")
    times, total = 1, sum(sizes)
    if total > limit:
        step = total / limit
        chosen = sorted({int(i * step) for i in range(int(len(found) / step) + 1) if int(i * step) < len(found)})
        found, total = [found[i] for i in chosen], sum(sizes[i] for i in chosen)
    elif total < limit / 2:
        times = max(1, limit // total)
    return found * times, total * times, times


def _filled(piece: str) -> Callable[[int], str]:
    return lambda n: (piece * (n // len(piece) + 1))[:n]


def _names(count: int, seed: int) -> Iterator[str]:
    """Different made-up names of two to four syllables."""
    rng, seen = random.Random(seed), set[str]()
    while len(seen) < count:
        name = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.randint(3, 5))).capitalize()
        if name not in seen:
            seen.add(name)
            yield name


def _unknown(n: int) -> str:
    return " ".join(_names(n // 9 + 1, n))[:n]


def _digits(n: int) -> str:
    rng = random.Random(n)
    return "".join(f"{rng.randrange(10**9):,}.{rng.randrange(100)} " for _ in range(n // 12))[:n]


HOSTILE: dict[str, Callable[[int], str]] = {
    "one line": _filled(SENTENCE),
    "many lines": _filled("In Kyiv.\n"),
    "all capitals": _filled(SENTENCE.upper()),
    "all unknown names": _unknown,
    "one name": _filled("Boutsa "),
    "quotes": _filled("“'\"„«"),
    "spaces": _filled(" "),
    "digits": _digits,
    "HTML entities": _filled("&amp;quot; &#39;&lt;b&gt; "),
    "doubled words": _filled("the the "),
    "combining marks": _filled("\u0301"),
    "one word": _filled("a"),
    "one capitalised word": lambda n: "B" + "o" * (n - 1),
}
"""Texts that break what is not linear; each is a function of its length in code points."""


def hostile(kind: str, size: int) -> str:
    """A hostile text of `size` code points; `one word` kinds stop at 1 MB of word and go on in ordinary sentences."""
    if kind.startswith("one") and kind.endswith("word") and size > 1_000_000:
        return HOSTILE[kind](1_000_000) + " " + HOSTILE["one line"](size - 1_000_001)
    return HOSTILE[kind](size)


def write_lexicon(path: Path, names: int) -> None:
    """A user's lexicon of that many made-up places, with the columns that make the channels work hardest."""
    rows = itertools.chain(["canonical\tkind"], (f"{name}\tplace" for name in _names(names, 7)))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")

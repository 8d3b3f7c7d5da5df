"""What the channels reach on real pairs (right name, what came out): the share generated, and nearest to the right name.

For every pair of a development set whose source language has a channel, the right name is sent through that channel alone.

    generated   the real variant is among the forms that the compiler would make
    nearest     it is generated, or nearer to a form of the right name than to the forms of any of its rivals
    letters     the same without the channel: nearest to the right name itself, by edit distance

Rivals are the known names that look most like the variant (people and places of the lexicon, famous name words). A tie is a loss.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from unidecode import unidecode

from normalize.fold import fold
from normalize.lexicon.channels import channel_codes, load_channel
from normalize.lexicon.compile import entities
from normalize.lexicon.forms import NON_LATIN, surname_of
from normalize.lexicon.names import load_name_words

__all__ = ["Pair", "channel_table", "csv_rows", "read_pairs"]

RIVALS = 15
CLASSES = frozenset("abcd")  # person, place, organisation, wrong existing name
TIERS = frozenset("SLC")  # one spelling made of the other; the rest are translations and gaps
SURNAME_FIRST = frozenset({"hu", "zh", "ja", "ko", "vi"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A right name and the variant that stands for it in a translation from `source`."""

    source: str
    variant: str
    name: str
    hard: bool


@dataclass
class Tally:
    """Counts of one source language."""

    pairs: int = 0
    known: int = 0
    generated: int = 0
    nearest: int = 0
    letters: int = 0
    lost: list[Pair] = field(default_factory=list)


def csv_rows(devset: Path) -> list[dict[str, str]]:
    """The rows of the list of name errors."""
    with lzma.open(devset / "name_errors_dev.tsv.xz", "rt", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(io.StringIO(f.read()), delimiter="\t", quoting=csv.QUOTE_NONE))


def read_pairs(devset: Path, target: str = "en") -> Iterator[Pair]:
    """The one-word pairs into `target`, each once a source: folded, Latin letters only."""
    seen: set[tuple[str, str, str]] = set()
    for r in csv_rows(devset):
        source, _, into = r["id"].split(".")[1].partition("-")
        variant, name = (fold(r[c].removesuffix("'s").removesuffix("’s")) for c in ("mt_form", "ref_form"))
        key = (source, variant, name)
        if (
            into != target
            or r["class"] not in CLASSES
            or r["tier"] not in TIERS
            or key in seen
            or source not in channel_codes()
        ):
            continue
        if variant.isascii() and variant.isalpha() and name.isalpha() and len(name) > 3 and variant != name:
            seen.add(key)
            yield Pair(source, variant, name, r["hard"] == "1")


@cache
def natives() -> dict[str, set[tuple[str, str]]]:
    """Folded English word of a name -> (native word, origin) of the entities that have it."""
    out: dict[str, set[tuple[str, str]]] = {}
    for e in entities():
        if not e.native or e.origin in SURNAME_FIRST:
            continue
        latin, native = e.en.split(), e.native.split()
        for en in (latin, *(a.split() for a in e.also)):
            if len(en) == len(native):
                for a, b in zip(en, native, strict=True):
                    out.setdefault(fold(a), set()).add((b.lower().replace("’", "'").replace("ʼ", "'"), e.origin))
    return out


@lru_cache(maxsize=200_000)
def forms(name: str, source: str) -> frozenset[str]:
    """What the channel of `source` makes of a folded English name: from its native spellings where known, else from its letters."""
    ch = load_channel(source)
    out = {name}
    found = natives().get(name, set())
    for native, origin in found:
        if origin == source and ch.script != "Latn":
            out |= {s for _, s in ch.read.spell(native, 10)}
        elif origin in ch.write:
            out |= {s for _, s in ch.variants(native, origin, 10)}
    if "Latn" in ch.write and not any(o in ch.write or o == source for _, o in found if o in NON_LATIN):
        out |= {s for _, s in ch.variants(unidecode(name).lower(), "Latn", 10)}
    return frozenset(out)


@cache
def pool() -> list[str]:
    """Names that may rival: those of the lexicon that stand alone, and famous name words."""
    alone = {fold(surname_of(e, e.en) if e.is_person else e.en) for e in entities()}
    return sorted({n for n in alone if n.isascii() and n.isalpha()} | set(load_name_words().famous()))


def distance(variant: str, spelled: frozenset[str]) -> int:
    """Edits to the nearest of the spellings."""
    return min(Levenshtein.distance(variant, s) for s in spelled)


def judge(pair: Pair, t: Tally) -> None:
    """Count one pair."""
    t.pairs += 1
    t.known += pair.name in natives()
    own = forms(pair.name, pair.source)
    generated = pair.variant in own
    t.generated += generated
    near = process.extract(pair.variant, pool(), scorer=Levenshtein.normalized_similarity, limit=RIVALS + 2)
    rivals = [n for n, _, _ in near if n not in (pair.variant, pair.name)][:RIVALS]
    least = distance(pair.variant, own)
    wins = generated or all(distance(pair.variant, forms(r, pair.source)) > least for r in rivals)
    t.nearest += wins
    plain = Levenshtein.distance(pair.variant, pair.name)
    t.letters += all(Levenshtein.distance(pair.variant, r) > plain for r in rivals)
    if not wins:
        t.lost.append(pair)


def channel_table(devset: Path, show: int = 0, only: Collection[str] = ()) -> Iterator[str]:
    """One line per source, the largest first, and a total; with `show` so many losses of each; `only` these sources."""
    tallies: dict[str, Tally] = {}
    for pair in read_pairs(devset):
        if only and pair.source not in only:
            continue
        judge(pair, tallies.setdefault(pair.source, Tally()))
    yield f"{'source':<10}{'pairs':>8}{'in lexicon':>12}{'generated':>12}{'nearest':>10}{'letters':>10}"
    total = Tally()
    for source, t in sorted(tallies.items(), key=lambda x: (-x[1].pairs, x[0])):
        yield line(source, t)
        for name in ("pairs", "known", "generated", "nearest", "letters"):
            setattr(total, name, getattr(total, name) + getattr(t, name))
        step = max(1, len(t.lost) // show) if show else 0
        yield from (f"    {p.name} → {p.variant}" for p in (t.lost[::step][:show] if show else ()))
    yield line("total", total)


def line(source: str, t: Tally) -> str:
    """One line of the table; shares in per cent."""
    shares = "".join(
        f"{100 * n / t.pairs:>{w}.1f}" for n, w in ((t.known, 12), (t.generated, 12), (t.nearest, 10), (t.letters, 10))
    )
    return f"{source:<10}{t.pairs:>8,}{shares}"

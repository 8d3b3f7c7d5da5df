"""Near names: fold rules, consonant keys, and the candidates that a name is ranked among."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

#: The simplest thing that knows of transliteration, longest match first; also the baseline that the model must beat.
_RULES = (
    "tsch=C tch=C tsh=C cz=C cs=C ch=C tj=C sch=S sh=S sz=S sj=S zh=Z dzh=J dj=J dz=z kh=x ph=f th=t gh=g ck=k qu=k q=k "
    "mp=b nt=d gk=g ou=u oo=u oe=u ee=i ie=i ei=i ij=i iy=i yi=i ey=i w=v x=ks c=k tz=z ts=z ya=a ia=a yu=u iu=u yo=o io=o "
    "ae=e y=i j=i h= '= -= .="
)
FOLD_RULES = dict(rule.split("=") for rule in _RULES.split())
_FOLD = re.compile("|".join(sorted(map(re.escape, FOLD_RULES), key=lambda k: (-len(k), k))))
_CLASSES = str.maketrans({**dict.fromkeys("bpvfw", "P"), **dict.fromkeys("dt", "T"), **dict.fromkeys("kgqxcCh", "K"),
                          **dict.fromkeys("szSZJj", "S"), **dict.fromkeys("lr", "L"), **dict.fromkeys("mn", "N")})  # fmt: skip


def fold_key(name: str) -> str:
    """Apply the fold rules and undouble.

    >>> fold_key("boutcha"), fold_key("bucha"), fold_key("ottawa")
    ('buCa', 'buCa', 'otava')
    """
    return re.sub(r"(.)\1", r"\1", _FOLD.sub(lambda m: FOLD_RULES[m.group()], name))


def skeleton(name: str) -> str:
    """Consonant classes of the folded name; a first vowel is kept as A.

    >>> skeleton("boutcha"), skeleton("ovechkin")
    ('PK', 'APKN')
    """
    key = fold_key(name)
    classes = re.sub("[^A-Z]", "", key.translate(_CLASSES)) if key else ""
    return ("A" if key[:1] and key[0] in "aeiou" else "") + re.sub(r"(.)\1+", r"\1", classes) if classes else key


def alike(left: str, right: str, *, vowels: bool = True) -> bool:
    """Whether two lower-case ASCII names may be spellings of one name; without `vowels` only consonants weigh."""
    if not 0.5 <= len(left) / max(len(right), 1) <= 2:
        return False
    bones = Levenshtein.normalized_similarity(skeleton(left), skeleton(right))
    flesh = Levenshtein.normalized_similarity(fold_key(left), fold_key(right))
    return bones >= 0.66 and flesh >= (0.5 if vowels else 0.3)


class Neighbours:
    """Nearest names of a pool by three keys: as written, folded, and consonants."""

    def __init__(self, pool: Sequence[str]) -> None:
        self.pool = list(pool)
        self.keys = [self.pool, [fold_key(n) for n in self.pool], [skeleton(n) for n in self.pool]]
        self.buckets: dict[str, list[int]] = defaultdict(list)
        for i, name in enumerate(self.pool):
            self.buckets[skeleton(name)[:3]].append(i)

    def nearest(self, variants: Sequence[str], each: int) -> list[list[str]]:
        """For every variant the union of the `each` nearest names by each key, best first by the written form."""
        asked = [list(variants), [fold_key(v) for v in variants], [skeleton(v) for v in variants]]
        found: list[dict[str, None]] = [{} for _ in variants]
        for queries, keys in zip(asked, self.keys, strict=True):
            for start in range(0, len(queries), 200):
                part = queries[start : start + 200]
                table = process.cdist(part, keys, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
                for row, best in enumerate(np.argsort(-table, axis=1, kind="stable")[:, :each]):
                    found[start + row].update(dict.fromkeys(self.pool[i] for i in best))
        return [list(names) for names in found]

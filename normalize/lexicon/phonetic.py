"""Keys by which spellings of one name resemble each other: a respelling by sound, and its consonant skeleton.

Both are coarse on purpose: they find candidates, they never decide. The rules are those that transliteration through other
scripts and orthographies blurs (mp/b, ou/u, tsch/tch/cz/ch, w/v, kh/h, l/r, s/z/sh, vowels).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["respell", "skeleton", "skeleton_keys"]

_SOUNDS = {
    "tsch": "C", "tsj": "C", "tch": "C", "dsch": "J", "shch": "S", "sch": "S", "cz": "C", "ch": "C", "sh": "S", "sz": "S", "sj": "S",
    "zh": "Z", "zj": "Z", "dzh": "J", "dj": "J", "dz": "J", "j": "J", "ph": "f", "th": "t", "kh": "h", "gh": "g", "ck": "k", "cc": "k", "qu": "k", "q": "k",
    "x": "ks", "w": "v", "ou": "u", "oo": "u", "oe": "e", "ae": "e", "ee": "i", "ea": "i", "ie": "i", "ij": "i", "y": "i", "ts": "c", "tz": "c",
    "ce": "se", "ci": "si", "cy": "si", "c": "k", "mp": "mp", "aa": "a", "uu": "u", "ii": "i",
}  # fmt: skip
_SHORT = 3  # classes up to which a skeleton must agree wholly: shorter keys are shared by thousands of names
_RULES = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")
_CLASS = str.maketrans(
    {**dict.fromkeys("bpvf", "1"), **dict.fromkeys("kgh", "2"), **dict.fromkeys("dt", "3"), **dict.fromkeys("lr", "4"),
     **dict.fromkeys("mn", "5"), **dict.fromkeys("scCSZJz", "7"), **dict.fromkeys("aeiou'- ", None)}
)  # fmt: skip
_START = str.maketrans({**dict.fromkeys("eiouJ", "a"), **dict.fromkeys("CSZcz", "s"), **dict.fromkeys("gh", "k")})


@lru_cache(maxsize=65_536)
def respell(key: str) -> str:
    """Respell a folded name by sound; double letters become single.

    >>> respell("koulemba"), respell("brzezinski") == respell("brzezinsky")
    ('kulemba', True)
    """
    return _DOUBLE.sub(r"\1", _RULES.sub(lambda m: _SOUNDS[m.group()], key))


def skeleton(sounds: str) -> str:
    """The consonant classes of a respelled name, runs of one class joined; `h` counts as a k only inside a word.

    >>> skeleton(respell("massakusetts")) == skeleton(respell("massachusetts")), skeleton(respell("erkutsk")) == skeleton(respell("irkutsk"))
    (False, True)
    """
    return _DOUBLE.sub(r"\1", sounds.removeprefix("h").translate(_CLASS))


def skeleton_keys(sounds: str, bones: str) -> Iterator[str]:
    """The skeleton `bones` of a respelled name; behind its first sound (vowels, hisses and gutturals are one each) also the skeleton
    without one of its classes: two names that begin alike and are within one class of each other share a key.
    """
    start = sounds[:1].translate(_START)
    yield bones
    yield f"{start}/{bones}"
    yield from {f"{start}/{bones[:i]}{bones[i + 1 :]}" for i in range(len(bones) if len(bones) > _SHORT else 0)}

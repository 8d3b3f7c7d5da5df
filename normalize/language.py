"""Which language a document is in, and which of its passages are in another one."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from normalize.fold import fold
from normalize.lexicon.profile import load_profile, target_codes
from normalize.view import View

__all__ = ["foreign_at", "identify"]

_SAMPLE = 500
_MIN_LETTERS = 40
_WORD = re.compile(r"[^\W\d_]+")
_QUOTE = re.compile(r"[\"“”„«»]")
_ALIASES = {"no": "nb", "zh-cn": "zh", "zh-tw": "zh"}


@cache
def _factory() -> Any:
    import langdetect
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)
    del langdetect
    return factory


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text[:_SAMPLE]
    third = _SAMPLE // 3
    return " ".join(text[i : i + third] for i in (0, len(text) // 2, len(text) - third))


def identify(text: str) -> str | None:
    """The language code of `text` by langdetect, seeded, from at most 500 code points; `None` where there is too little to tell.

    Texts of fewer than 40 letters are told by their function words alone.

    >>> identify("The minister said that the town had been freed, and that the people were safe now.")
    'en'
    """
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return _by_function_words(sample)
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.append(sample)
    try:
        code = str(detector.detect())
    except LangDetectException:
        return None
    return None if code == "unknown" else _ALIASES.get(code, code)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """Folded function words of every target; a word of one letter tells nothing."""
    return {t: frozenset(fold(w) for w in load_profile(t).function if len(w) > 1) for t in target_codes()}


def _votes(words: list[str]) -> dict[str, int]:
    return {t: sum(w in known for w in words) for t, known in _function_words().items()}


def _by_function_words(text: str) -> str | None:
    votes = _votes(_WORD.findall(fold(text)))
    best = max(votes, key=lambda t: (votes[t], t == "en"), default=None)
    return best if best and votes[best] else None


def foreign_at(view: View, start: int, end: int) -> str | None:
    """The language of the passage around `[start, end)` if it is clearly not the target's, else `None`.

    The passage is the quotation or the part of the sentence around the span, at most 12 words to each side.
    """
    s = view.sentence(start)
    left = view.folded[max(s.start, start - 120) : start]
    right = view.folded[end : min(s.end, end + 120)]
    cut = [m.end() for m in _QUOTE.finditer(left)]
    before = left[cut[-1] :] if cut else left
    stop = _QUOTE.search(right)
    after = right[: stop.start()] if stop else right
    words = _WORD.findall(before)[-12:] + _WORD.findall(after)[:12]
    votes = _votes(words)
    own = votes.pop(view.target, 0)
    other = max(votes, key=lambda t: votes[t], default=None)
    if other is None or votes[other] < 2 or votes[other] <= 2 * own:
        return None
    return other

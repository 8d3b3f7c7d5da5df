"""Which language a document is in, and which of its passages are in another one."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from normalize.fold import OTHER_SCRIPT, fold
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.words import load_words
from normalize.view import View

__all__ = ["foreign_at", "identify"]

_SAMPLE = 500
_SHORT = 250  # letters up to which names mislead langdetect
_TOO_SHORT = 40  # letters below which langdetect is not asked
_SURE = 3.2  # mean Zipf frequency of the words from which a short text counts as a target's
_COMMON = 3.0  # Zipf frequency from which a word tells a language
_KNOWN = 2.0  # Zipf frequency below which a lower-case word speaks against a language
_NOT_LATIN = re.compile(r"[\u0370-\u052f]")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTE = re.compile(r"[\"“”„«»]")
_OPENS = "“„«"
_RUN = 4  # words beside a span that may belong to one title with it
_REACH = 120  # code points to each side
_LETTERS = 4  # of a word that tells a language by its frequency
_STRANGE = 3  # words that are at home elsewhere, from which a passage may be in another language
_FREQUENT = 4.0  # Zipf frequency below which a word of the target may be another language's
_MUCH = 1.5  # Zipf steps by which a word is at home elsewhere
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
    """The language code of `text`; `None` where there is too little to tell.

    Long texts are told by langdetect, seeded, from at most 500 code points. In texts of up to 250 letters names weigh too much
    for that: they are told by how frequent their words are in each target language, and only if no target fits by langdetect.

    >>> identify("Ukrainian Foreign Minister Koulemba visited Boutsa.")
    'en'
    >>> identify("Der Bürgermeister von Butscha dankte Wolodymyr Selenskyj.")
    'de'
    """
    sample = _sample(text)
    if sum(map(str.isalpha, sample)) <= _SHORT and (code := _by_frequency(sample)):
        return code
    if sum(map(str.isalpha, sample)) < _TOO_SHORT:
        return None
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    detector.append(sample)
    try:
        code = str(detector.detect())
    except LangDetectException:
        return None
    return None if code == "unknown" else _ALIASES.get(code, code)


def _by_frequency(text: str) -> str | None:
    """The target in which the words are the most frequent; words that no target knows (names, garbles) do not count."""
    words = _WORD.findall(text)
    own = [t for t in target_codes() if (t in OTHER_SCRIPT) == bool(_NOT_LATIN.search(text))]
    table = {t: [load_words(t).zipf(w) for w in words] for t in own}
    known = [i for i in range(len(words)) if any(row[i] >= _COMMON for row in table.values())]
    if not known:
        return None
    mean = {t: sum(row[i] for i in known) / len(known) for t, row in table.items()}
    best = max(mean, key=lambda t: (mean[t], t == "en"))
    lower = [z for w, z in zip(words, table[best], strict=True) if w.islower()]
    foreign = sum(z < _KNOWN for z in lower) > len(lower) / 3
    return best if mean[best] >= _SURE and not foreign else None


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Folded function word → the targets that have it; a word of one letter tells nothing."""
    out: dict[str, tuple[str, ...]] = {}
    for t in target_codes():
        for word in {fold(w) for w in load_profile(t).function if len(w) > 1}:
            out[word] = (*out.get(word, ()), t)
    return out


def _votes(words: list[str]) -> Counter[str]:
    table = _languages_of()
    return Counter(t for w in words for t in table.get(w, ()))


def foreign_at(view: View, start: int, end: int) -> str | None:
    """The language of the passage around `[start, end)` if it is clearly not the target's, else `None`.

    The passage is the quotation, with all its sentences, or the part of the sentence around the span; at most 12 words to each side.
    """
    s = view.sentence(start)
    first, last = max(0, start - _REACH), end + _REACH
    marks = _QUOTE.findall(view.folded, first, start)
    if not marks or marks[-1] not in _OPENS:
        first, last = max(first, s.start), min(last, s.end)
    left, right = view.folded[first:start], view.folded[end:last]
    cut = [m.end() for m in _QUOTE.finditer(left)]
    before = left[cut[-1] :] if cut else left
    stop = _QUOTE.search(right)
    after = right[: stop.start()] if stop else right
    ahead, behind = _WORD.findall(before)[-12:], _WORD.findall(after)[:12]
    beside = [_languages_of().get(w, ()) for w in (*ahead[-1:], *behind[:1])]
    if len(beside) == 2 and all(x and view.target not in x for x in beside) and (both := set(beside[0]) & set(beside[1])):
        return min(both)
    if run := _run(view.target, ahead[-_RUN:]) or _run(view.target, behind[:_RUN]):
        return run
    votes = _votes(ahead + behind)
    own = votes.pop(view.target, 0)
    other = max(votes, key=lambda t: (votes[t], t), default=None)
    if other is None or votes[other] < 2 or votes[other] <= 2 * own:
        return _by_words(view, start, end)
    return other


@cache
def _particles() -> frozenset[str]:
    """Folded particles of names, of all targets."""
    return frozenset(fold(word) for t in target_codes() for word in load_profile(t).particles)


def _run(target: str, words: list[str]) -> str | None:
    """The language of a title of which these words beside a span are the rest ("Von Butscha nach"): two of its function words, not both
    particles of names, and none of the target's.
    """
    votes = _votes(words)
    best = max(votes, key=lambda t: (votes[t], t), default=None)
    if best is None or votes[best] < 2 or votes[target]:
        return None
    return best if any(best in _votes([w]) for w in words if w not in _particles()) else None


def _by_words(view: View, start: int, end: int) -> str | None:
    """The language in which most of the lower-case words on both sides, in one line, are much more frequent than in the target."""
    lo, hi = view.line(start)
    left, right = view.text[max(lo, start - _REACH) : start], view.text[end : min(hi, end + _REACH)]
    own = {w: view.words.zipf(w) for part in (left, right) for w in _WORD.findall(part) if len(w) >= _LETTERS and w.islower()}
    rare = [w for w, zipf in own.items() if zipf < _FREQUENT]
    if len(rare) < _STRANGE or 2 * len(rare) <= len(own):
        return None
    others = [t for t in target_codes() if t != view.target and (t in OTHER_SCRIPT) == (view.target in OTHER_SCRIPT)]
    theirs = {t: sum(load_words(t).zipf(w) >= own[w] + _MUCH for w in rare) for t in others}
    best = max(theirs, key=lambda t: (theirs[t], t))
    return best if theirs[best] >= _STRANGE and 2 * theirs[best] > len(own) else None

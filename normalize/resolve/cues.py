"""Cue words of a target: for countries, offices and kinds, folded, with patterns that find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeVar

from normalize.fold import fold
from normalize.lexicon.declension import load_declension
from normalize.lexicon.profile import Profile, load_profile
from normalize.memo import Memo

__all__ = ["Cues", "load_cues"]

P = TypeVar("P")
_WORD = re.compile(r"\w+")


class Cues:
    """Cue words of a profile, folded: word → country, role or kind."""

    def __init__(self, profile: Profile) -> None:
        self.country: dict[str, str] = {}
        self.phrases: list[tuple[str, str]] = []
        self.phrases_with: dict[str, list[str]] = {}  # by their longest word
        for code, forms in profile.countries.items():
            for form in map(fold, forms):
                if not form.isalnum():
                    self.phrases.append((form, code))
                    self.phrases_with.setdefault(max(_WORD.findall(form), key=len), []).append(form)
                else:
                    self.country.setdefault(form, code)
        self.phrase = re.compile(rf"\b(?:{_tree(form for form, _ in self.phrases) or '(?!)'})(?!\w)")
        self.words, self.phrase_words = frozenset(self.country), frozenset(self.phrases_with)
        self.home = {**dict(self.phrases), **self.country}
        self.roles = _patterns({role: forms for role, forms in profile.role_cues.items() if forms}, _role_pattern)
        self.any_role = _pattern([f for forms in profile.role_cues.values() for f in forms] + list(profile.titles))
        self._known: Memo[str, bool] = Memo(lambda key: key in self.country or self.any_role.fullmatch(key) is not None)
        self.kinds = _patterns(profile.kind_cues, _kind_patterns)
        self.calendar = frozenset(map(fold, profile.months | profile.weekdays))
        declension = load_declension(profile.language)
        self.endings = profile.endings | (frozenset(map(fold, declension.by_ending)) if declension else frozenset())

    def is_cue(self, key: str) -> bool:
        """Whether a folded form is a word for a country or an office (remembered)."""
        return self._known[key]


def _patterns(forms: Mapping[str, tuple[str, ...]], build: Callable[[tuple[str, ...]], P]) -> Memo[str, P | None]:
    """Patterns by name, compiled when first asked for; `None` where there is none."""
    return Memo(lambda name: build(forms[name]) if name in forms else None)


def _tree(forms: Iterable[str]) -> str:
    """A pattern for any of the strings, the longest first, that shares their beginnings: some times faster than a row of them."""
    branches: dict[str, list[str]] = {}
    for form in forms:
        branches.setdefault(form[:1], []).append(form[1:])
    end = branches.pop("", None)
    body = "|".join(re.escape(first) + _tree(rests) for first, rests in sorted(branches.items()))
    if not body:
        return ""
    return f"(?:{body})?" if end else f"(?:{body})" if len(branches) > 1 else body


def _plain(forms: Iterable[str]) -> list[str]:
    return [fold(f).rstrip(".") for f in forms]


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_tree(_plain(forms)) or '(?!)'})(?!\w)")


def _role_pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """As `_pattern`; after the first word another may stand (the `ministre ukrainien des affaires étrangères`)."""
    plain = _plain(forms)
    rests: dict[str, list[str]] = {}
    for first, _, rest in (form.partition(" ") for form in plain):
        if rest:
            rests.setdefault(first, []).append(rest)
    parted = "".join(rf"|{re.escape(first)} \w+ {_tree(rest)}" for first, rest in rests.items())
    return re.compile(rf"\b(?:{_tree(plain)}{parted})(?!\w)")


def _kind_patterns(forms: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = [f for f in forms if not f.startswith("…")]
    after = [f[1:].strip() for f in forms if f.startswith("…")]
    return re.compile(_pattern(before).pattern + r"\Z"), _pattern(after)


@cache
def load_cues(target: str) -> Cues:
    """The cues of one target."""
    return Cues(load_profile(target))

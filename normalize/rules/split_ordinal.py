"""An ordinal number cut in two: `the 18 th century`, `her 2 nd goal`.

Tokenisers split the suffix off. English only; the suffix must be the right one for its number, so that nothing else
can be meant.

Left alone on purpose: `st` (stone, Street, Saint) except before a word that only an ordinal can precede, and suffixes
that do not fit the number (`2 th`), where a typing error is as likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import word_after, word_before, words
from normalize.view import View

RULE = Rule("split-ordinal", "spacing", "space inside an ordinal number", 0.98, targets=frozenset({"en"}))

_SUFFIXES = frozenset(("st", "nd", "rd", "th"))
_SUFFIX = re.compile(r"\d (st|nd|rd|th)(?=[\s.,;)]|$)")
_BEFORE = words("the a an his her its their our my your this that every each on came finished placed ranked")
_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,4}\Z")
_NUMBERED = re.compile(r" (?:century|floor|anniversary|birthday|edition|minute|round|congress|place|century's|week|session)\b")


def _suffix(number: int) -> str:
    """The right ordinal suffix.

    >>> [_suffix(n) for n in (1, 2, 3, 4, 11, 12, 21, 113)]
    ['st', 'nd', 'rd', 'th', 'th', 'th', 'st', 'th']
    """
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _expected(view: View, start: int, end: int) -> bool:
    """Whether an ordinal fits here: after an article or a month, before a month or what is counted; rods and thermies stand bare."""
    text, months = view.text, view.profile.months
    before, after = word_before(text, start), word_after(text, end)
    return before.lower() in _BEFORE or before in months or after in months or _NUMBERED.match(text, end) is not None


def find(view: View) -> Iterator[Candidate]:
    """Propose to close the gap."""
    text = view.text
    if view.vocabulary.isdisjoint(_SUFFIXES):
        return
    for m in _SUFFIX.finditer(text):
        gap = m.start() + 1
        number = _NUMBER.search(text[max(0, gap - 6) : gap])
        first = gap - 1 - len(number[0]) if number else gap
        if (
            number
            and _expected(view, first, m.end())
            and m[1] == _suffix(int(number[0]))
            and (m[1] != "st" or _NUMBERED.match(text, m.end()))
        ):
            yield RULE.candidate(gap, gap + 1, "")


FIXES = (
    Example("It was built in the 18 th century.", "It was built in the 18th century."),
    Example("She scored her 2 nd goal on the 23 rd of May.", "She scored her 2nd goal on the 23rd of May."),
    Example("The 21 st century began with hope.", "The 21st century began with hope."),
    Example("He came 14 th.", "He came 14th."),
)
LEAVES = (
    Example("He weighed 11 st 4 lb."),
    Example("From the oak it is 23 rd to the north; they were charged for 14 th in May."),
    Example("They live at 21 St James's Street."),
    Example("The office is at 3 Rd No 5."),
    Example("It is the 18th century."),
    Example("She was 2 th, the list says."),
    Example("In 1990 the town grew."),
    Example("Route 4 thus ends."),
    Example("Am 4 th August kam er.", target="de"),
    Example("Version 1.4 th", target="en"),
)
FAILS: tuple[Example, ...] = ()

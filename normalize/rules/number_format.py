"""A number in the source's format: `1.500.000 people` or `3,78%` in an English text, `1,500,000` in a German one.

Changed only where the number can be read in one way (three or more groups, or a decimal of one or two digits before a
unit), and where the document shows the target's own format elsewhere; without that witness it is `likely`. Decimal
points in targets with a decimal comma are `likely`, too: Latin American Spanish and Swiss German write them; so are
groups that end in other digits than three noughts (`100,187,245` may be three bus lines, `2.300.100` a version) and
numbers inside a quotation, which may be quoted from a foreign document.

Left alone on purpose: one group of three digits (`2.300` may be either), lines about versions and networks, IP addresses, dates, times,
coordinates, sports results, account numbers, numbers in quotes, and everything that is already in the target's format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import around, lowered
from normalize.view import View

RULE = Rule("number-format", "number", "number in the source's format", 0.96)
HINT = Hint(".,", r"(?=\d)(?<=\d.)")
_ALONE = lowered(RULE, "likely", 0.88)

_UNITS = (
    r"%|percent|per cent|million|billion|trillion|Prozent|Millionen|Milliarden|pour cent|millions|milliards|por ciento|"
    r"millones|per cento|milioni|miliardi|procent|miljoen|miljard|por cento|milhões|km|kilomet|Kilometer"
)


@cache
def _patterns(decimal: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Foreign groups and foreign decimals after their first digits, and what proves the target's own format.

    `decimal` is the target's decimal mark. The first two begin with a mark, not a digit: that is fast.
    """
    other = "," if decimal == "." else "."
    d, o = re.escape(decimal), re.escape(other)
    # The lookbehind keeps a search from beginning inside a number: a long row of groups would take cubic time.
    groups = re.compile(rf"{d}(?<!{d}\d{{3}}{d})\d{{3}}(?:{d}\d{{3}})+(?![{d}{o}:/-]*\d|\w)")
    decimals = re.compile(rf"{o}(\d{{1,2}})(?=[ \u00a0]?(?:{_UNITS})(?![\w-]))")
    witness = re.compile(rf"{o}(?<=\d{o})\d{{3}}(?![\w.,]\d)|{d}(?<=\d{d})\d{{1,2}}(?=[ \u00a0]?(?:{_UNITS}))")
    return groups, decimals, witness


_FIRST = re.compile(r"(?<![\w.,:/\"“'‘-])\d{1,3}\Z")


_TECHNICAL = re.compile(
    r"firmware|\b(?:versi|wersj|verz|sürüm)|\b(?:builds?|releases?|revision|software|driver|patch|router|gateway|IP|DNS|serial"
    r"|model|article number|Artikelnummer|Seriennummer|ISBN|account|phone|telephone|Telefon)\b",
    re.IGNORECASE,
)


def _begin(text: str, i: int) -> int:
    """Where the one to three first digits before the mark at `i` begin, or -1."""
    m = _FIRST.search(text[max(0, i - 4) : i])
    return i - len(m.group()) if m else -1


def _found(text: str, decimal: str, group: str) -> Iterator[tuple[int, int, str, bool]]:
    """Foreign numbers: start, end, replacement, whether it is one with groups."""
    groups, decimals, _ = _patterns(decimal)
    for m in groups.finditer(text):
        start = _begin(text, m.start())
        if start >= 0 and not _is_address(text[start : m.end()]):
            yield start, m.end(), text[start : m.end()].replace(decimal, group), True
    for m in decimals.finditer(text):
        start = _begin(text, m.start())
        if start >= 0:
            yield start, m.end(), text[start : m.start()] + decimal + m[1], False


def _is_address(number: str) -> bool:
    parts = re.split(r"[.,]", number)
    return len(parts) == 4 and all(int(p) < 256 for p in parts)


def _quoted(text: str, i: int) -> bool:
    """Whether a quotation that began in the same line is open at `i`."""
    before = text[around(text, i)[0] : i]
    opened = max(before.rfind(q) for q in "“„«‘")
    return opened > max(before.rfind(q) for q in "”»’") or before.count('"') % 2 == 1


def _technical(text: str, i: int) -> bool:
    """Whether the line speaks of versions, networks or other numbers that are no quantities."""
    return _TECHNICAL.search(text, *around(text, i, 200)) is not None


def find(view: View) -> Iterator[Candidate]:
    """Propose the number in the target's format."""
    text, decimal, group = view.text, view.profile.decimal, view.profile.group
    if decimal not in (".", ",") or not group:
        return
    found = list(_found(text, decimal, group[0]))
    seen = bool(found) and _patterns(decimal)[2].search(text) is not None
    for start, end, new, grouped in found:
        if grouped and _technical(text, start):
            continue
        sure = seen and (new.endswith("000") if grouped else decimal == ".") and not _quoted(text, start)
        yield (RULE if sure else _ALONE).candidate(start, end, new)


FIXES = (
    Example("Some 1.500.000 people left; 2,300 stayed.", "Some 1,500,000 people left; 2,300 stayed."),
    Example("It fell 3,78% to 113,413 points.", "It fell 3.78% to 113,413 points."),
    Example("Etwa 1,500,000 Menschen gingen, 2.300 blieben.", "Etwa 1.500.000 Menschen gingen, 2.300 blieben.", "de"),
    Example("Circa 2,500,000 euro, poi 3.400 in meno.", "Circa 2.500.000 euro, poi 3.400 in meno.", "it"),
)
LEAVES = (
    Example("The driver of the printer goes from 3.110.000 to 3.120.000; 4,500 users wait."),
    Example("The code 4.310.207 is printed on 4,500 boxes."),
    Example("On the bill stood “Total: 2.750.000 Lire”, some 1,400 euros."),
    Example("Die Linien 101,204,330 ruhen; 12.000 Menschen warten.", target="de"),
    Example("Les lignes 101,204,330 sont en panne; 12 000 usagers attendent.", target="fr"),
    Example("Le linee 101,204,330 sono ferme; 12.000 utenti attendono.", target="it"),
    Example("The server is 10.100.200.250; 2,300 hits."),
    Example("He ran 10.5 km in 1.234 seconds; 2,300 saw it."),
    Example("They won 2,3 and 4,1; 2,300 saw it."),
    Example("On 12.05.2022 at 10.30, 2,300 came."),
    Example("It cost 2.300 or 2,300."),
    Example("Es kostet 1.500.000 Euro und 3,5 Prozent mehr.", target="de"),
    Example("Um 10.30 Uhr kamen 3,5 Millionen; Version 2.5 km-Zähler.", target="de"),
    Example("La inflación llegó al 3.5% este año.", target="es"),
    Example("In India, 3,78,000 people; elsewhere 2,300."),
    Example("Il a coûté 1,5 million et 2,3 millions.", target="fr"),
)
FAILS = (
    Example("Das sind 3.5 Prozent, nicht 1,2 Prozent.", "Das sind 3,5 Prozent, nicht 1,2 Prozent.", "de"),
    Example("Some 1.500.000 people left.", "Some 1,500,000 people left."),
)

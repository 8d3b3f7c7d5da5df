"""A fixed name or formula taken word by word: `the International Penal Court`, `NATO General Secretary`, `schrieb im Telegram`.

The rows of `lexicons/terms/<target>.tsv` say what an editor who knows the language always writes: `match`, `replacement`,
`level`, `note`. A match is literal, with its case; `^` before it ties it to the start of a sentence, `'` stands for `’`,
too. `safe` rows are names and titles that have one right form; `likely` ones people also write; `hint` ones can be right.

Left alone on purpose: what a `keep` row covers (`the Food and Agriculture Organization of the United Nations`), parts of
longer words (`im Telegram-Kanal`), passages between quotation marks directly round the match (`the words "Supreme Rada"`), and
capitals.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from normalize.errors import LexiconError
from normalize.fold import fold
from normalize.lexicon.locate import locate
from normalize.records import LEVELS, Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, starts_sentence, word_before, words
from normalize.view import View

RULE = Rule("term", "term", "a fixed name or formula taken word by word", 0.97)

_COLUMNS = ["match", "replacement", "level", "note"]
_RULES = {"safe": RULE, "likely": lowered(RULE, "likely", 0.85), "hint": lowered(RULE, "hint", 0.5)}
_INDEFINITE = words("a an model mock ein eine un une uno una um uma")
_LONGER = re.compile(r" (?:Society|Club|Association|Fund|League|Group|Ltd|Inc|GmbH)\b")
_QUOTES = "\"“”„«»‘'"


@dataclass(frozen=True, slots=True)
class _Terms:
    """A target's table: words of which one has to stand in the text, for each what then has to and its match; the pattern of what is kept."""

    anchors: dict[str, tuple[tuple[str, str], ...]]
    words: frozenset[str]
    keep: re.Pattern[str] | None
    rows: dict[str, tuple[str, str, str]]


def _literal(match: str) -> str:
    first, rest = match.removeprefix("^")[0], match.removeprefix("^")[1:]
    body = re.escape(first) + r"(?<![\w-].)" + re.escape(rest).replace("'", "['’]")  # the letter first: it is fast to look for
    return body + (r"(?![\w'’-])" if match[-1].isalnum() else "")


@lru_cache(maxsize=1000)
def _pattern(matches: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_literal, sorted(matches, key=lambda m: (-len(m), m)))))


def _anchor(match: str) -> str:
    """The word of a match that is looked for first: the longest one, folded.

    >>> _anchor("^Let's remind,"), _anchor("NATO General Secretary")
    ('remind', 'secretary')
    """
    words: list[str] = re.findall(r"[^\W\d_]+", match)
    return fold(max(words, key=len))


def _anchors(matches: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Longest word -> the matches with it, each after its longest part without apostrophe: two cheap questions before a pattern runs."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for match in matches:
        part = max(match.removeprefix("^").split("'"), key=len)
        found[_anchor(match)] = (*found.get(_anchor(match), ()), (part, match))
    return found


def _checked(name: str, number: int, row: dict[str, str]) -> dict[str, str]:
    if row["level"] not in (*LEVELS, "keep"):
        raise LexiconError.at(name, number, f"unknown level {row['level']!r}", "use safe, likely, hint or keep")
    if not row["match"] or (row["level"] == "keep") == bool(row["replacement"]) or row["match"] == row["replacement"]:
        raise LexiconError.at(
            name, number, "match and replacement do not fit", "fill both; leave the replacement of 'keep' empty"
        )
    return row


@cache
def _load(target: str) -> _Terms | None:
    path = locate() / "terms" / f"{target}.tsv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
        if reader.fieldnames != _COLUMNS:
            raise LexiconError.at(path.name, 1, "the header is wrong", f"write {' '.join(_COLUMNS)}, with tabs")
        found = [_checked(path.name, i, r) for i, r in enumerate(reader, 2)]
    rows = {r["match"]: (r["replacement"], r["level"], r["note"]) for r in found if r["level"] != "keep"}
    kept = [r["match"] for r in found if r["level"] == "keep"]
    anchors = _anchors(rows)
    return _Terms(anchors, frozenset(anchors), _pattern(frozenset(kept)) if kept else None, rows)


def _quoted(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES if start and end < len(text) else False


def find(view: View) -> Iterator[Candidate]:
    """Propose the replacement of every match that is not kept."""
    text, terms = view.text, _load(view.target)
    if terms is None:
        return
    there = [m for a in terms.words & view.vocabulary for part, m in terms.anchors[a] if part in text]
    if not there:
        return
    kept = [m.span() for m in terms.keep.finditer(text)] if terms.keep else []
    for m in _pattern(frozenset(there)).finditer(text):
        plain = m[0].replace("’", "'")
        tied = f"^{plain}" in terms.rows
        if tied and not starts_sentence(text, m.start()) or _quoted(text, *m.span()):
            continue
        if m[0][0].isupper() and (word_before(text, m.start()).lower() in _INDEFINITE or _LONGER.match(text, m.end())):
            continue  # one of several, or part of a longer name
        if any(s < m.end() and m.start() < e for s, e in kept):
            continue
        new, level, note = terms.rows[f"^{plain}" if tied else plain]
        yield _RULES[level].candidate(*m.span(), new.replace("'", "’") if "’" in m[0] else new, note)


FIXES = (
    Example("The NATO General Secretary spoke first.", "The NATO Secretary General spoke first."),
    Example(
        "Judges of the International Penal Court met in The Hague.",
        "Judges of the International Criminal Court met in The Hague.",
    ),
    Example("The Prosecutor’s General Office took over.", "The Prosecutor General’s Office took over."),
    Example("The Ministry of Extraordinary Situations sent pumps.", "The Ministry of Emergency Situations sent pumps."),
    Example("Die Vereinigten Nationen schicken Hilfe.", "Die Vereinten Nationen schicken Hilfe.", "de"),
    Example("La Cour criminelle internationale enquête.", "La Cour pénale internationale enquête.", "fr"),
    Example("La Organización Mundial de Salud avisa.", "La Organización Mundial de la Salud avisa.", "es"),
    Example("Lo dice l'Organizzazione mondiale della salute.", "Lo dice l'Organizzazione mondiale della sanità.", "it"),
    Example("Raport Międzynarodowego Funduszu Monetarnego.", "Raport Międzynarodowego Funduszu Walutowego.", "pl"),
)
LEAVES = (
    Example("The NATO Secretary General spoke first; the UN Secretary-General was away."),
    Example("The General Secretary of the party resigned, and the union's General Secretary, too."),
    Example("Recall that a prime number has two divisors."),
    Example("I recall that we told the Telegram & Argus in 1990."),
    Example("She sent her thanks in a telegram from Vienna."),
    Example("The Food and Agriculture Organization of the United Nations warned of locusts."),
    Example("The Congress of People's Deputies met in Moscow, and so did a soviet of people's deputies."),
    Example("Rumours spread in Telegram channels and in Facebook groups."),
    Example('Some papers wrote "International Penal Court" for it.'),
    Example("Penal courts are international; the duma of the state met."),
    Example("THE INTERNATIONAL PENAL COURT"),
    Example("Er schrieb es im Telegram-Kanal und im Telegram Messenger.", target="de"),
    Example("Die vereinigten Nationen Europas, schrieb der Dichter.", target="de"),
    Example("Il l'a publié sur Telegram et dans un télégramme.", target="fr"),
    Example("Lo leyó en el Telegram de su hermana.", target="es"),
    Example("L'organizzazione mondiale della moda e la salute.", target="it"),
    Example("Zjazd deputowanych ludowych zebrał się w Moskwie.", target="pl"),
)
FAILS = (Example("The General Secretaries of NATO and the UN met.", "The Secretaries General of NATO and the UN met."),)

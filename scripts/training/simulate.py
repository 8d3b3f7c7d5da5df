"""The channel simulator: what a name may look like after a source language wrote it and a machine put it back.

A name is read into coarse sounds by the rules of its origin, a source language writes the sounds with what letters it
has, and the result is spelled in Latin letters. Which of several spellings is used is drawn once per name and sound, so
that one name is garbled in one manner. The tables are in channels.toml; the random generator is the caller's.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tomllib

from normalize.fold import romanize

TABLES = Path(__file__).with_name("channels.toml")
VOWELS = "aeiouyUO@"


def words(text: str) -> list[str]:
    """The words of a table that is written as one line."""
    return text.split()


LITERAL = 0xE000  # private code points stand for parts that keep the canonical spelling
#: Where a name of this country is read from, where its spelling is in Latin letters.
ORIGIN = {
    **dict.fromkeys(words("GB US AU CA NZ IE ZA JM"), "en"),
    **dict.fromkeys(words("FR BE LU SN CI HT"), "fr"),
    **dict.fromkeys(["DE", "AT", "CH", "LI"], "de"),
    **dict.fromkeys(words("ES MX AR CL CO PE VE EC BO UY PY CU DO GT HN NI CR PA SV PH"), "es"),
    **dict.fromkeys(["PT", "BR", "AO", "MZ", "CV"], "pt"),
    **dict.fromkeys(["SE", "NO", "DK", "IS", "FO"], "sv"),
    **dict.fromkeys(["HR", "SI", "BA", "RS", "ME"], "sh"),
    **dict.fromkeys(words("UA RU BY BG MK KZ KG"), "sl"),
    **{"IT": "it", "PL": "pl", "CZ": "cs", "SK": "cs", "HU": "hu", "RO": "ro", "MD": "ro", "TR": "tr", "AZ": "tr"},
    **{"NL": "nl", "CN": "zh", "TW": "zh", "JP": "ja", "LT": "lt", "LV": "lt"},
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rewrite rules of one language: a pattern of all keys and the options of each, the usual one first."""

    pattern: re.Pattern[str]
    options: dict[str, tuple[str, ...]]
    start: tuple[str, ...] = ("",)
    end: tuple[str, ...] = ("",)
    drop: str = ""
    kana: bool = False


def _key_pattern(key: str) -> str:
    anchored = re.escape(key.strip("^$"))
    return ("(?<![^ -])" if key[0] == "^" else "") + anchored + ("(?![^ -])" if key[-1] == "$" else "")


def _compile(rules: dict[str, tuple[str, ...]], extra: dict[str, object]) -> Table:
    keys = sorted(rules, key=lambda k: (-len(k.strip("^$")), k.isalpha(), k))
    pattern = "|".join(f"(?P<k{i}>{_key_pattern(k)})" for i, k in enumerate(keys))
    options = {f"k{i}": rules[k] for i, k in enumerate(keys)}
    ends = {name: tuple(str(extra.get(name, "")).split("|")) for name in ("start", "end")}
    return Table(re.compile(pattern), options, ends["start"], ends["end"], str(extra.get("drop", "")), bool(extra.get("kana")))


def _rules(tables: dict[str, dict[str, str]], language: str) -> dict[str, tuple[str, ...]]:
    table = tables[language]
    base = _rules(tables, table.get("inherit", "id")) if language not in ("id",) else {}
    pairs = (item.partition("=") for item in table["rules"].split())
    return {**base, **{key: tuple(value.split("|")) for key, _, value in pairs}}


@cache
def readers() -> dict[str, Table]:
    """Origin -> spelling to sounds."""
    tables = tomllib.loads(TABLES.read_text(encoding="utf-8"))["read"]
    split = {o: dict(i.split("=", 1) for i in t["rules"].split()) for o, t in tables.items()}
    return {o: _compile({k: tuple(v.split("|")) for k, v in r.items()}, {}) for o, r in split.items()}


@cache
def writers() -> dict[str, Table]:
    """Source language -> sounds to what reaches the text."""
    tables = tomllib.loads(TABLES.read_text(encoding="utf-8"))["write"]
    return {s: _compile(_rules(tables, s), _inherited(tables, s)) for s in tables if s != "id"}


def _inherited(tables: dict[str, dict[str, object]], language: str) -> dict[str, object]:
    table = tables[language]
    base = _inherited(tables, str(table["inherit"])) if "inherit" in table else {}
    return {**base, **table}


def _draw(options: tuple[str, ...], rng: random.Random, steep: float) -> str:
    """Take the first option with probability `steep`, else the second with the same, and so on."""
    for option in options[:-1]:
        if rng.random() < steep:
            return option
    return options[-1]


def read(name: str, origin: str, rng: random.Random, keep: float) -> tuple[str, list[str]]:
    """Turn a lower-case name into sounds; a part keeps its spelling with probability `keep` and becomes a private code point.

    >>> read("буча", "uk", random.Random(0), 0.0)
    ('buCa', [])
    """
    table, literals = readers()[origin], list[str]()

    def one(match: re.Match[str]) -> str:
        if rng.random() < keep:
            literals.append(romanize(match.group()).replace("'", ""))
            return chr(LITERAL + len(literals) - 1)
        return _draw(table.options[match.lastgroup or ""], rng, 0.7)

    return table.pattern.sub(one, name), literals


def write(sounds: str, source: str, rng: random.Random) -> str:
    """Spell sounds as they come out of one source language.

    >>> write("buCa", "el", random.Random(0))
    'boutsa'
    """
    table, drawn, steep = writers()[source], dict[str, str](), rng.uniform(0.4, 0.95)

    def one(match: re.Match[str]) -> str:
        group = match.lastgroup or ""
        if group not in drawn or rng.random() < 0.15:
            drawn[group] = _draw(table.options[group], rng, steep)
        return drawn[group]

    if table.drop and rng.random() < 0.6:
        sounds = _lose_vowels(sounds, rng, rng.uniform(0.05, 0.4))
    if table.kana and rng.random() < 0.7:
        sounds = _open_syllables(sounds, rng)
    text = table.pattern.sub(one, sounds)
    stuck = rng.random() < 0.5
    return rng.choice(table.start) + text + rng.choice(table.end) if stuck else text


def _lose_vowels(sounds: str, rng: random.Random, rate: float) -> str:
    """A script that does not write short vowels: lost, or guessed."""
    guess = {v: rng.choice("aaeeiou") for v in VOWELS}
    out = []
    for i, s in enumerate(sounds):
        hit = s in VOWELS and 0 < i < len(sounds) - 1 and rng.random() < rate
        out.append(rng.choice(("", guess[s])) if hit else s)
    return "".join(out)


def _open_syllables(sounds: str, rng: random.Random) -> str:
    """A script of syllables: consonants get a vowel, or are lost at the end."""
    filler, rate = rng.choice("uuoeai"), rng.uniform(0.0, 0.35)
    out = []
    for i, s in enumerate(sounds):
        following = sounds[i + 1] if i + 1 < len(sounds) else " "
        out.append(s)
        if s.isalpha() and s not in VOWELS and s not in "jwnNm" and following not in VOWELS + "jw" and rng.random() < rate:
            out[-1] = s + filler if following != " " or rng.random() < 0.6 else ""
    return "".join(out)


def slip(text: str, rng: random.Random) -> str:
    """One small fault of a machine: a letter doubled, lost, moved or changed for a near one, or an end cut or grown."""
    i = rng.randrange(len(text))
    kind = rng.random()
    if kind < 0.2:
        return text[:i] + text[i + 1 :]
    if kind < 0.3:
        return text[: i + 1] + text[i:]
    if kind < 0.4:
        return text[:i] + text[i : i + 2][::-1] + text[i + 2 :]
    if kind < 0.7:
        near = "aeiouy" if text[i] in "aeiouy" else "bcdfghjklmnpqrstvwxz"
        return text[:i] + rng.choice(near) + text[i + 1 :]
    if kind < 0.85:
        return text[: -rng.choice((1, 1, 2))] if len(text) > 4 else text
    return text + rng.choice(words("a e i o s n y er en in ov ski ian"))


def garble(name: str, origin: str, source: str, rng: random.Random) -> str:
    """Simulate one variant of a name, lower-case ASCII.

    >>> garble("Буча", "uk", "fr", random.Random(1))
    'boutcha'
    """
    keep = rng.choice((0.0, 0.0, 0.15, 0.4, 0.7))
    sounds, literals = read(name.lower(), origin, rng, keep)
    text = write(sounds, source, rng)
    text = "".join(literals[ord(c) - LITERAL] if LITERAL <= ord(c) < LITERAL + len(literals) else c for c in text)
    text = romanize(re.sub(r"(.)\1\1+", r"\1\1", text))
    return slip(text, rng) if text and rng.random() < 0.2 else text

"""Channels: how a source language writes foreign names, and how that comes out in a target (`lexicons/channels/`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

from normalize.errors import LexiconError
from normalize.fold import fold
from normalize.lexicon.cache import read_toml
from normalize.lexicon.locate import locate

__all__ = ["Channel", "Table", "channel_codes", "load_channel"]

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_SECOND = 4  # spellings that are made of the second way to write a name
_LOOSE = frozenset("иїйєюяыё")
"""Cyrillic letters for which one target has several spellings in use: Wolodymyr, Wolodimir."""
_AFTER_VOWEL = frozenset(("ае", "ое", "уе"))  # so has this one: Dostoevski, Dostoievski
_STEP = 1.0  # cost of taking the second, third … spelling of a letter


_Steps = list[tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """A letter table: longest key first; `^` and `$` tie a key to the start or end of a word.

    `keys` finds the keys of a word, any other character alone; `spellings` holds those of a key by where it stands: (first, last).
    """

    keys: re.Pattern[str]
    spellings: dict[tuple[bool, bool], dict[str, tuple[str, ...]]]

    @classmethod
    def build(cls, table: dict[str, str]) -> Table:
        """Compile `{"^є": "je", "є": "ie|e"}`."""
        rules = [
            (raw.strip("^$"), raw[0] == "^", raw[-1] == "$", tuple(value.split("|")))
            for raw, value in table.items()
            if raw != "inherit" and raw.strip("^$")
        ]
        rules.sort(key=lambda r: (-len(r[0]), -(r[1] + r[2]), not r[1]))  # the first that fits wins
        spellings: dict[tuple[bool, bool], dict[str, tuple[str, ...]]] = {}
        for begins, ends in product((False, True), repeat=2):
            fitting = ((key, values) for key, first, last, values in reversed(rules) if first <= begins and last <= ends)
            spellings[begins, ends] = dict(fitting)
        found = (("\\A" if first else "") + re.escape(key) + ("\\Z" if last else "") for key, first, last, _ in rules)
        return cls(re.compile("|".join([*found, "."]), re.DOTALL), spellings)

    def _steps(self, word: str) -> _Steps:
        keys = self.keys.findall(word)
        inner, last = self.spellings[False, False], len(keys) - 1
        steps = [inner.get(key, (key,)) for key in keys]
        for at in {0, last} if keys else ():
            steps[at] = self.spellings[at == 0, at == last].get(keys[at], (keys[at],))
        return steps

    def regular(self, word: str) -> str:
        """Spell one lower-case word with the first value of every key."""
        return "".join(v[0] for v in self._steps(word))

    def respell(self, name: str) -> str:
        """Spell a name of one or several words so, in its own case.

        >>> Table.build({"б": "b", "у": "u", "ч": "tch", "а": "a"}).respell("Буча")
        'Butcha'
        """
        return _WORD.sub(
            lambda m: _recase(m.group(), self.regular(m.group().lower().replace("’", "'").replace("ʼ", "'"))), name
        )

    def respellings(self, name: str, twofold: str = "") -> list[str]:
        """The spellings of a name that newspapers use side by side: `_LOOSE` letters in their second spelling, throughout, or other endings.

        The letters of `twofold` have a second spelling, too, in all of the name or in none of it.

        >>> Table.build({"с": "s", "и": "y|i", "м": "m", "ий$": "yj|y"}).respellings("Симий")
        ['Symyj', 'Simyj', 'Symy', 'Simy']
        """
        found: dict[str, None] = {}
        for own, ending, inner in product(dict.fromkeys(("", twofold)), range(3), range(2)):
            found[_WORD.sub(lambda m: _recase(m.group(), self._in_manner(m.group().lower(), inner, ending, own)), name)] = None  # noqa: B023 - at once
        return list(found)

    def _in_manner(self, word: str, inner: int, ending: int, second: str) -> str:
        """One lower-case word, each loose letter inside in spelling `inner`, the last in spelling `ending`, as far as it has so many."""
        word = word.replace("’", "'").replace("ʼ", "'")
        keys, steps = self.keys.findall(word), self._steps(word)
        wanted = [inner] * (len(keys) - 1) + [ending]
        manner = [
            n if _LOOSE & set(key) or key in _AFTER_VOWEL else int(key in second) for key, n in zip(keys, wanted, strict=True)
        ]
        return "".join(v[min(n, len(v) - 1)] for v, n in zip(steps, manner, strict=True))

    def spell(self, word: str, limit: int, budget: float = 2.0) -> list[tuple[float, str]]:
        """The cheapest spellings of one lower-case word as (cost, spelling), the cheapest first, at most `limit`, within `budget`.

        The cost counts steps away from the usual spelling: the second spelling of one letter costs 1, its third 2; two letters
        in their second spelling cost 2.
        """
        steps = self._steps(word)
        parts = [v[0] for v in steps]
        out = [(0.0, "".join(parts))]
        several = [i for i, v in enumerate(steps) if len(v) > 1]
        if not several:
            return out
        for k in (1, 2, 3):
            cost = k * _STEP
            for i in several if cost <= budget and len(out) < limit else ():
                if len(steps[i]) > k:
                    usual, parts[i] = parts[i], steps[i][k]
                    out.append((cost, "".join(parts)))
                    parts[i] = usual
        for i, j in combinations(several, 2) if budget >= 2 * _STEP and len(out) < limit else ():
            first, second = parts[i], parts[j]
            parts[i], parts[j] = steps[i][1], steps[j][1]
            out.append((2 * _STEP, "".join(parts)))
            parts[i], parts[j] = first, second
            if len(out) == limit:
                break
        return out[:limit]


def _cost(row: tuple[float, str]) -> float:
    return row[0]


@dataclass(frozen=True)
class Channel:
    """One source language. `write` is keyed by origin (uk, ru, …, or Latn); `read` spells the result in Latin letters.

    `twofold`: Cyrillic letters for which its newspapers have two spellings in use, the second in the table, too.
    """

    language: str
    name: str
    script: str
    write: dict[str, Table]
    read: Table
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = field(default=())
    twofold: str = ""

    def regular(self, native: str, origin: str) -> str | None:
        """How this language regularly writes a name of `origin`, cased like `native`; `None` without a table.

        >>> load_channel("de").regular("Буча", "uk")
        'Butscha'
        """
        table = self.write.get(origin)
        return None if table is None else table.respell(native)

    def usual(self, native: str, origin: str) -> list[str]:
        """All ways in which this language writes a name of `origin`, the regular one first; empty without a table.

        >>> load_channel("de").usual("Зеленський", "uk")
        ['Selenskyj', 'Selenskij']
        """
        table = self.write.get(origin)
        return [] if table is None else table.respellings(native, self.twofold)

    def variants(self, word: str, origin: str, limit: int = 12) -> list[tuple[float, str]]:
        """Folded Latin spellings of one native lower-case word after passing this channel, with costs, the cheapest first."""
        table = self.write.get(origin)
        if table is None:
            return []
        seen: dict[str, float] = {}
        if self.script == "Latn":
            rows = table.spell(word, 6, 1.0)
            rows += self.read.spell(rows[0][1], 4, 1.0)
        else:
            (_, usual), *second = table.spell(word, 2, 1.0)
            rows = self.read.spell(usual, limit)
            rows += [(cost + more, out) for cost, middle in second for more, out in self.read.spell(middle, _SECOND)]
        for cost, out in rows:
            key = out if out.isascii() else fold(out)
            if cost < seen.get(key, 9.0):
                seen[key] = cost
        return sorted([(c, s) for s, c in seen.items()], key=_cost)[:limit]


def _recase(old: str, new: str) -> str:
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


@cache
def channel_codes() -> tuple[str, ...]:
    """Codes of the source languages that have a file in `lexicons/channels/`."""
    return tuple(sorted(p.stem for p in (locate() / "channels").glob("*.toml")))


def _tables(raw: dict[str, Any], path: Path) -> dict[str, Table]:
    flat: dict[str, dict[str, str]] = {}

    def resolve(code: str) -> dict[str, str]:
        if code not in flat:
            own = dict(raw[code])
            base = own.pop("inherit", None)
            flat[code] = {**(resolve(base) if base else {}), **own}
        return flat[code]

    try:
        return {code: Table.build(resolve(code)) for code in raw}
    except (KeyError, RecursionError) as e:
        raise LexiconError(f"{path.name}: 'inherit' names {e}, which is no table of [write]; correct the name") from e


@cache
def load_channel(language: str) -> Channel:
    """Read one channel; raises `LexiconError` where the file is missing or wrong."""
    path = locate() / "channels" / f"{language}.toml"
    try:
        d = read_toml(path)
        stick = d.get("stick", {})
        return Channel(
            d["language"], d["name"], d["script"], _tables(d.get("write", {}), path), Table.build(d.get("read", {})),
            tuple(stick.get("before", ())), tuple(stick.get("after", ())), d.get("twofold", ""),
        )  # fmt: skip
    except FileNotFoundError:
        raise LexiconError(f"there is no channel {language!r}; known are {', '.join(channel_codes())}") from None
    except LexiconError:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as e:
        raise LexiconError(f"{path.name}: {e} is missing or wrong; compare with channels/el.toml") from e

"""Channels: how a source language writes foreign names, and how that comes out in a target (`lexicons/channels/`)."""

from __future__ import annotations

import heapq
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from normalize.errors import LexiconError
from normalize.fold import fold
from normalize.lexicon.locate import locate

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["Channel", "Table", "channel_codes", "load_channel"]

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_STEP = 1.0  # cost of taking the second, third … spelling of a letter


@dataclass(frozen=True)
class Table:
    """A letter table: longest key first; `^` and `$` tie a key to the start or end of a word."""

    first: dict[str, tuple[str, ...]]
    inner: dict[str, tuple[str, ...]]
    last: dict[str, tuple[str, ...]]
    whole: dict[str, tuple[str, ...]]
    longest: int

    @classmethod
    def build(cls, table: dict[str, str]) -> Table:
        """Compile `{"^є": "je", "є": "ie|e"}`."""
        parts: dict[str, dict[str, tuple[str, ...]]] = {"": {}, "^": {}, "$": {}, "^$": {}}
        for key, value in table.items():
            if key == "inherit":
                continue
            where = ("^" if key.startswith("^") else "") + ("$" if key.endswith("$") else "")
            parts[where][key.strip("^$")] = tuple(value.split("|"))
        longest = max((len(k) for d in parts.values() for k in d), default=1)
        return cls(parts["^"], parts[""], parts["$"], parts["^$"], longest)

    def _at(self, word: str, i: int) -> tuple[int, tuple[str, ...]]:
        for n in range(min(self.longest, len(word) - i), 0, -1):
            key = word[i : i + n]
            at_end = i + n == len(word)
            for ok, table in ((i == 0 and at_end, self.whole), (i == 0, self.first), (at_end, self.last), (True, self.inner)):
                if ok and key in table:
                    return n, table[key]
        return 1, (word[i],)

    def regular(self, word: str) -> str:
        """Spell one lower-case word with the first value of every key."""
        out, i = [], 0
        while i < len(word):
            n, values = self._at(word, i)
            out.append(values[0])
            i += n
        return "".join(out)

    def _steps(self, word: str) -> list[tuple[str, ...]]:
        steps, i = [], 0
        while i < len(word):
            n, values = self._at(word, i)
            steps.append(values)
            i += n
        return steps

    def spell(self, word: str, limit: int, budget: float = 2.0) -> list[tuple[float, str]]:
        """The cheapest spellings of one lower-case word as (cost, spelling), at most `limit`, within `budget`.

        The cost counts steps away from the usual spelling: the second spelling of one letter costs 1, its third 2; two letters
        in their second spelling cost 2.
        """
        steps = self._steps(word)
        parts = [v[0] for v in steps]
        out = [(0.0, "".join(parts))]
        others = [(i, k) for k in (1, 2, 3) if k * _STEP <= budget for i, v in enumerate(steps) if len(v) > k]
        for i, k in others:
            out.append((k * _STEP, "".join((*parts[:i], steps[i][k], *parts[i + 1 :]))))
        if 2 * _STEP <= budget and len(out) < limit:
            firsts = [i for i, k in others if k == 1]
            for a, i in enumerate(firsts):
                for j in firsts[a + 1 :]:
                    both = (*parts[:i], steps[i][1], *parts[i + 1 : j], steps[j][1], *parts[j + 1 :])
                    out.append((2 * _STEP, "".join(both)))
                if len(out) >= 2 * limit:
                    break
        out.sort(key=_cost)
        return out[:limit]


def _cost(row: tuple[float, str]) -> float:
    return row[0]


@dataclass(frozen=True)
class Channel:
    """One source language. `write` is keyed by origin (uk, ru, …, or Latn); `read` spells the result in Latin letters."""

    language: str
    name: str
    script: str
    write: dict[str, Table]
    read: Table
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = field(default=())

    def regular(self, native: str, origin: str) -> str | None:
        """How this language regularly writes a name of `origin`, cased like `native`; `None` without a table.

        >>> load_channel("de").regular("Буча", "uk")
        'Butscha'
        """
        table = self.write.get(origin)
        if table is None:
            return None
        return _WORD.sub(lambda m: _recase(m.group(), table.regular(m.group().lower().replace("’", "'").replace("ʼ", "'"))), native)

    def variants(self, word: str, origin: str, limit: int = 12) -> Iterator[tuple[float, str]]:
        """Folded Latin spellings of one native lower-case word after passing this channel, with costs, the cheapest first."""
        table = self.write.get(origin)
        if table is None:
            return
        latin = self.script == "Latn"
        seen: dict[str, float] = {}
        for cost, middle in table.spell(word, 4, 1.0) if latin else table.spell(word, 2, 1.0):
            for more, out in self.read.spell(middle, 3, 1.0) if latin else self.read.spell(middle, limit):
                key = out if out.isascii() else fold(out)
                if cost + more < seen.get(key, 9.0):
                    seen[key] = cost + more
        yield from heapq.nsmallest(limit, ((c, s) for s, c in seen.items()))


def _recase(old: str, new: str) -> str:
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


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
        with path.open("rb") as f:
            d = tomllib.load(f)
        stick = d.get("stick", {})
        return Channel(
            d["language"], d["name"], d["script"], _tables(d.get("write", {}), path), Table.build(d.get("read", {})),
            tuple(stick.get("before", ())), tuple(stick.get("after", ())),
        )  # fmt: skip
    except FileNotFoundError:
        raise LexiconError(f"there is no channel {language!r}; known are {', '.join(channel_codes())}") from None
    except (KeyError, ValueError) as e:
        raise LexiconError(f"{path.name}: {e} is missing or wrong; compare with channels/el.toml") from e

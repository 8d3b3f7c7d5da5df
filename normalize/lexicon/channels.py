"""Channels: how a source language writes foreign names, and how that comes out in a target (`lexicons/channels/`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from normalize.errors import LexiconError
from normalize.fold import fold
from normalize.lexicon.cache import read_toml
from normalize.lexicon.locate import locate

__all__ = ["Channel", "Table", "channel_codes", "load_channel"]

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_STEP = 1.0  # cost of taking the second, third … spelling of a letter


_Rule = tuple[str, int, bool, bool, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """A letter table: longest key first; `^` and `$` tie a key to the start or end of a word.

    `rules` holds, by first letter, (key, its length, only at the start, only at the end, spellings), the first that fits wins.
    """

    rules: dict[str, tuple[_Rule, ...]]

    @classmethod
    def build(cls, table: dict[str, str]) -> Table:
        """Compile `{"^є": "je", "є": "ie|e"}`."""
        by_first: dict[str, list[_Rule]] = {}
        for raw, value in table.items():
            key = raw.strip("^$")
            if raw != "inherit" and key:
                by_first.setdefault(key[0], []).append((key, len(key), raw[0] == "^", raw[-1] == "$", tuple(value.split("|"))))
        order = {c: tuple(sorted(rows, key=lambda r: (-r[1], -(r[2] + r[3]), not r[2]))) for c, rows in by_first.items()}
        return cls(order)

    def _steps(self, word: str) -> list[tuple[str, ...]]:
        steps: list[tuple[str, ...]] = []
        i, end, rules = 0, len(word), self.rules
        while i < end:
            for key, n, first, last, values in rules.get(word[i], ()):
                if (n == 1 or word.startswith(key, i)) and not (first and i) and not (last and i + n < end):
                    steps.append(values)
                    i += n
                    break
            else:
                steps.append((word[i],))
                i += 1
        return steps

    def regular(self, word: str) -> str:
        """Spell one lower-case word with the first value of every key."""
        return "".join(v[0] for v in self._steps(word))

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
        if budget >= 2 * _STEP and len(out) < limit:
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
        return _WORD.sub(
            lambda m: _recase(m.group(), table.regular(m.group().lower().replace("’", "'").replace("ʼ", "'"))), native
        )

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
            rows = [
                (cost + more, out) for cost, middle in table.spell(word, 2, 1.0) for more, out in self.read.spell(middle, limit)
            ]
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
            tuple(stick.get("before", ())), tuple(stick.get("after", ())),
        )  # fmt: skip
    except FileNotFoundError:
        raise LexiconError(f"there is no channel {language!r}; known are {', '.join(channel_codes())}") from None
    except LexiconError:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as e:
        raise LexiconError(f"{path.name}: {e} is missing or wrong; compare with channels/el.toml") from e

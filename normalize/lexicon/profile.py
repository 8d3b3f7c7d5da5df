"""Target profiles: the conventions and cue words of a target language (`lexicons/targets/<target>/`)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from normalize.errors import LexiconError
from normalize.fold import fold
from normalize.lexicon.cache import read_toml
from normalize.lexicon.channels import Table, channel_codes, load_channel
from normalize.lexicon.locate import locate

__all__ = ["Profile", "load_profile", "target_codes"]


@dataclass(frozen=True)
class Profile:
    """A target language. Lists are as written in profile.toml; see lexicons/README.md."""

    language: str
    name: str
    double_quotes: tuple[tuple[str, str], ...]
    single_quotes: tuple[tuple[str, str], ...]
    space_before: frozenset[str]
    decimal: str
    group: tuple[str, ...]
    particles: frozenset[str]
    titles: frozenset[str]
    conventions: tuple[str, ...]  # channels by whose tables a Cyrillic name is rightly written here, too
    also: dict[str, Table]  # by origin: a romanisation that is right here, too
    endings: frozenset[str]  # of case and number, folded
    function: frozenset[str]
    articles: frozenset[str]
    say: frozenset[str]
    months: frozenset[str]
    weekdays: frozenset[str]
    kind_cues: dict[str, tuple[str, ...]]
    role_cues: dict[str, tuple[str, ...]]
    countries: dict[str, tuple[str, ...]]
    keep: dict[str, str]


@cache
def target_codes() -> tuple[str, ...]:
    """Codes of the target languages that have a folder in `lexicons/targets/`."""
    return tuple(sorted(p.parent.name for p in (locate() / "targets").glob("*/profile.toml")))


def _pairs(rows: Any) -> tuple[tuple[str, str], ...]:
    return tuple((a, b) for a, b in rows)


def _read_keep(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as f:
            rows = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
            return {r["form"]: r["reason"] or "" for r in rows}
    except (KeyError, ValueError, csv.Error) as e:
        raise LexiconError(f"{path}: {e} is missing or wrong; the header is: form reason") from e


def _cues(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {k: tuple(v) for k, v in table.items()}


def _build(d: dict[str, Any], keep: dict[str, str]) -> Profile:
    q, n, w, c = d["quotes"], d["names"], d["words"], d.get("cues", {})
    also = {origin: Table.build(table) for origin, table in d.get("also", {}).items()}
    code = d["language"]
    stuck = load_channel(code).after if code in channel_codes() else ()
    return Profile(
        language=code, name=d["name"],
        double_quotes=_pairs(q["double"]) + _pairs(q.get("accepted", [])), single_quotes=_pairs(q.get("single", [])),
        space_before=frozenset(d["spacing"]["before"]), decimal=d["numbers"]["decimal"], group=tuple(d["numbers"]["group"]),
        particles=frozenset(n["particles"]), titles=frozenset(n["titles"]),
        conventions=tuple(n.get("conventions", ())), also=also,
        endings=frozenset(fold(x) for x in (*n.get("endings", ()), *stuck) if x.isalpha()), function=frozenset(w["function"]),
        articles=frozenset(w["articles"]), say=frozenset(w["say"]), months=frozenset(w["months"]), weekdays=frozenset(w["weekdays"]),
        kind_cues=_cues(c.get("kind", {})), role_cues=_cues(c.get("role", {})), countries=_cues(d.get("countries", {})), keep=keep,
    )  # fmt: skip


@cache
def load_profile(target: str) -> Profile:
    """Read the profile of `target`; raises `LexiconError` where there is none or a key is missing."""
    folder = locate() / "targets" / target
    try:
        return _build(read_toml(folder / "profile.toml"), _read_keep(folder / "keep.tsv"))
    except FileNotFoundError:
        raise LexiconError(f"there is no target language {target!r}; known are {', '.join(target_codes())}") from None
    except LexiconError:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as e:
        raise LexiconError(f"{folder / 'profile.toml'}: {e} is missing or wrong; compare with targets/en/profile.toml") from e

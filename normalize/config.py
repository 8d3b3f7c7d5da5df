"""Options from `pyproject.toml` `[tool.normalize]` or `normalize.toml`; only the command line reads them.

[tool.normalize]
level = "likely"
lexicons = ["names.tsv"]            # relative to this file
select = ["name", "quotes"]         # only these rules or categories ("normalize rules" lists them)
ignore = ["doubled-word"]           # not these
keep = ["Boutsa Street"]            # never edited
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from normalize import toml
from normalize.errors import OptionError

__all__ = ["Config", "find_config", "nearest", "read_config"]


@dataclass(frozen=True, slots=True)
class Config:
    """The options that a file can set; `None` or empty: not set."""

    level: str | None = None
    style: bool | None = None
    target: str | None = None
    lexicons: tuple[str, ...] = ()
    model: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    field: str | None = None
    format: str | None = None
    encoding: str | None = None
    jobs: int | None = None
    max_file_size: int | str | None = None


_KINDS: dict[str, tuple[type, ...]] = {"style": (bool,), "jobs": (int,), "max_file_size": (int, str)}
_LISTS = frozenset({"lexicons", "select", "ignore", "keep"})


def nearest(word: str, known: list[str]) -> str:
    """A hint for a word that is not known: the nearest that is, or all.

    >>> nearest("levle", ["level", "style"]), nearest("zzz", ["level", "style"])
    ("did you mean 'level'?", 'known are: level, style')
    """
    near = get_close_matches(word, known, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else "known are: " + ", ".join(known)


def _list(file: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise OptionError(f"{file}: {key} is a list of strings, such as {key} = [{str(value)!r}]")
    return tuple(str(file.parent / v) for v in value) if key == "lexicons" else tuple(value)


def _value(file: Path, key: str, value: Any) -> Any:
    if key in _LISTS:
        return _list(file, key, value)
    kinds = _KINDS.get(key, (str,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise OptionError(f"{file}: {key} is {' or '.join(k.__name__ for k in kinds)}, not {value!r}")
    return value


def _config(file: Path, table: dict[str, Any]) -> Config:
    known = sorted(f.name for f in fields(Config))
    values = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            raise OptionError(f"{file}: there is no option {key!r}; {nearest(name, known)}")
        values[name] = _value(file, name, value)
    return Config(**values)


def _table(file: Path) -> dict[str, Any] | None:
    """The options in a file; `None` if it has no place for them."""
    try:
        with file.open("rb") as f:
            data: dict[str, Any] = toml.load(f)
    except (ValueError, RecursionError) as e:
        raise OptionError(f"{file}: this is not TOML ({e}); mend it") from e
    except OSError as e:
        raise OptionError(f"{file}: it cannot be read ({e.strerror}); check the path") from e
    if file.name != "pyproject.toml":
        return data
    tools = data.get("tool")
    table = tools.get("normalize") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else None


def find_config(start: Path) -> Path | None:
    """The nearest `normalize.toml`, or `pyproject.toml` with `[tool.normalize]`, in `start` or a folder above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        for name in ("normalize.toml", "pyproject.toml"):
            file = folder / name
            if file.is_file() and _table(file) is not None:
                return file
    return None


def read_config(file: Path | None) -> Config:
    """Read the options of a file; an unknown key is an `OptionError` that names the nearest one."""
    return _config(file, _table(file) or {}) if file else Config()

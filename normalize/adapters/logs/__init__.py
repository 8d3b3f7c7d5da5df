"""Other formats of the edit log: one module each, found by where it lies.

A module defines `WRITER`, a `Writer`; `read` is its inverse as far as the format goes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from normalize.adapters.texts import results
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["Writer", "convert", "load_writers"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A log format: `write` gives the text for one document."""

    name: str
    write: Callable[[Result], str]


@cache
def load_writers() -> dict[str, Writer]:
    """All formats by name."""
    modules = (importlib.import_module(f"{__name__}.{i.name}") for i in pkgutil.iter_modules(__path__))
    return {m.WRITER.name: m.WRITER for m in modules if hasattr(m, "WRITER")}


def convert(log: Path, name: str) -> Iterator[str]:
    """A log in another format, document by document; needs the texts (in the log, or the files where they were)."""
    write = load_writers()[name].write
    for entry, result in results(log):
        if result is None:
            raise ReaderError(f"{log}: the text of {entry.id} is gone or was changed; run again with --log-texts")
        yield write(result)

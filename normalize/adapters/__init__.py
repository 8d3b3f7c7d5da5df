"""Ways in and out: files, folders, logs, and thin adapters to other libraries. Nothing heavy is imported here."""

from __future__ import annotations

import importlib
from typing import Any

from normalize.errors import ReaderError

__all__ = ["need"]


def need(module: str, extra: str) -> Any:
    """Import a library that an extra brings; where it is missing, say the exact line that installs it.

    >>> need("json", "files").dumps([1])
    '[1]'
    >>> need("no_such_library", "spark")
    Traceback (most recent call last):
    ...
    normalize.errors.ReaderError: this needs no_such_library; run: pip install "mt-normalize[spark]"
    """
    try:
        return importlib.import_module(module)
    except ImportError as e:
        missing = (e.name or module).split(".")[0]
        raise ReaderError(f'this needs {missing}; run: pip install "mt-normalize[{extra}]"') from e

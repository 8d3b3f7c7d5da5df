"""The user's cache folder: compiled lexicons, and tables in a form that is read twenty times faster than TOML."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["cache_folder", "read_toml", "write_whole"]


def cache_folder() -> Path:
    """The folder of compiled lexicons: `$NORMALIZE_CACHE`, else `mt-normalize` in the user's cache folder."""
    if own := os.environ.get("NORMALIZE_CACHE"):
        return Path(own)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "mt-normalize"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file of the cache so that nobody ever sees half of it; makes the folder. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    with os.fdopen(fd, "wb") as f:
        f.write(data)
    os.replace(name, path)


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file, remembered as JSON by its place, size and time. Raises `OSError` and `ValueError` like a TOML parser."""
    stat = path.stat()
    stamp = hashlib.sha256(f"{path}|{stat.st_size}|{stat.st_mtime_ns}".encode()).hexdigest()[:24]
    memo = cache_folder() / f"toml-{stamp}.json"
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads(memo.read_bytes()))
    found = _parse(path)
    with contextlib.suppress(OSError, TypeError):  # a date has no JSON
        write_whole(memo, json.dumps(found, ensure_ascii=False).encode())
    return found


def _parse(path: Path) -> dict[str, Any]:
    from normalize.toml import load

    with path.open("rb") as f:
        return dict(load(f))

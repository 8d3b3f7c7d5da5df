"""The signature of a result: everything that can change it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from normalize.lexicon.compile import content_hash

__all__ = ["file_hash", "signature", "version"]


@cache
def version() -> str:
    """The version of this package."""
    try:
        return metadata.version("mt-normalize")
    except metadata.PackageNotFoundError:
        return "0+unknown"


def file_hash(path: str | Path) -> str:
    """The first 12 hex digits of the SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


@cache
def _code_hash() -> str:
    root = Path(__file__).parent
    h = hashlib.sha256()
    for p in sorted(
        [
            *root.glob("*.py"),
            *root.glob("*.toml"),
            *root.glob("rules/*.py"),
            *root.glob("find/*.py"),
            *root.glob("resolve/*.py"),
        ]
    ):
        h.update(p.name.encode() + p.read_bytes())
    return h.hexdigest()[:8]


def signature(*, level: str, style: bool, target: str | None, user: tuple[str, ...], model: str, options: str = "") -> str:
    """One line that names version, options, lexicon and model; the same line and input give the same output."""
    parts = [
        f"normalize:{version()}", f"code:{_code_hash()}", f"level:{level}", f"style:{'yes' if style else 'no'}", f"target:{target or 'auto'}",
        f"lexicon:{content_hash()}", f"user:{'+'.join(user) or 'none'}", f"model:{model}",
    ]  # fmt: skip
    return "|".join(parts + ([options] if options else []))

"""Where the lexicon's files lie, in a wheel, an editable install and a checkout alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from normalize.errors import LexiconError

__all__ = ["locate"]


@cache
def locate() -> Path:
    """Return the folder `lexicons/`; raises `LexiconError` where the installation has lost it.

    >>> (locate() / "README.md").is_file()
    True
    """
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "_lexicons", here.parent / "lexicons"):
        if (folder / "entities").is_dir():
            return folder
    raise LexiconError("the folder 'lexicons' is missing from this installation; reinstall mt-normalize")

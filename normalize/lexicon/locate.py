"""Where the lexicon's files lie, in a wheel, an editable install and a checkout alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from normalize.errors import LexiconError

__all__ = ["entity_files", "locate"]


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


def entity_files(generated: bool | None = None) -> list[Path]:
    """The tables of entities: those of `entities/`, whose variants are `generated`, then those of `known/`; without the argument all.

    >>> entity_files(generated=True)[0].parent.name, entity_files(generated=False)[0].parent.name
    ('entities', 'known')
    """
    folders = [name for name, made in (("entities", True), ("known", False)) if generated in (made, None)]
    return [p for name in folders for p in sorted((locate() / name).glob("*.tsv"))]

"""The errors of normalize.

    NormalizeError (Exception)
    ├── InputError      (also TypeError / ValueError where callers expect one): the document or an option is not usable
    │   └── OptionError: an option has an unknown name or value
    ├── LexiconError    a lexicon file or row cannot be read; names file, row and remedy
    ├── ModelError      the correction model is missing or damaged
    └── ReaderError     a file cannot be read or written; names the file and the remedy

Every message is a sentence that says what is wrong, where, and what to do.
"""

from __future__ import annotations

__all__ = ["InputError", "LexiconError", "ModelError", "NormalizeError", "OptionError", "ReaderError"]


class NormalizeError(Exception):
    """Base of all errors raised on purpose by this package."""


class InputError(NormalizeError, TypeError):
    """The document is not a string."""


class OptionError(NormalizeError, ValueError):
    """An option has an unknown name or a value out of range."""


class LexiconError(NormalizeError, ValueError):
    """A lexicon file or row cannot be used.

    >>> print(LexiconError.at("names.tsv", 3, "the column 'canonical' is empty", "fill it or delete the row"))
    names.tsv, row 3: the column 'canonical' is empty; fill it or delete the row
    """

    @classmethod
    def at(cls, file: object, row: int, problem: str, remedy: str) -> LexiconError:
        """Build the error for one row; `row` counts from 1, the header being row 1."""
        return cls(f"{file}, row {row}: {problem}; {remedy}")


class ModelError(NormalizeError):
    """The correction model is missing, damaged, or needs an extra that is not installed."""


class ReaderError(NormalizeError, OSError):
    """A file cannot be read or written."""

"""normalize repairs machine-translated text without the source.

>>> from normalize import normalize
>>> normalize("He met Ukrainian Foreign Minister Koulemba in Kyiv.", target="en").text
'He met Ukrainian Foreign Minister Kuleba in Kyiv.'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from normalize.errors import InputError, LexiconError, ModelError, NormalizeError, OptionError, ReaderError
from normalize.records import Edit, Evidence, Refusal, Result

if TYPE_CHECKING:
    from normalize.normalizer import Normalizer, normalize

__all__ = [
    "Edit", "Evidence", "InputError", "LexiconError", "ModelError", "NormalizeError", "Normalizer", "OptionError", "ReaderError",
    "Refusal", "Result", "normalize",
]  # fmt: skip
_LATER = {"Normalizer": "normalize.normalizer", "normalize": "normalize.normalizer"}


def __getattr__(name: str) -> Any:
    """Load the engine when it is asked for, so that `normalize --help` starts at once."""
    if name == "__version__":
        from normalize.signature import version

        return version()
    if name not in _LATER:
        raise AttributeError(f"module 'normalize' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_LATER[name]), name)
    return value

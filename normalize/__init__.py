"""normalize repairs machine-translated text without the source.

>>> from normalize import normalize
>>> normalize("He met Ukrainian Foreign Minister Koulemba in Kyiv.", target="en").text
'He met Ukrainian Foreign Minister Kuleba in Kyiv.'
"""

from normalize.errors import InputError, LexiconError, ModelError, NormalizeError, OptionError, ReaderError
from normalize.normalizer import Normalizer, normalize
from normalize.records import Edit, Evidence, Refusal, Result
from normalize.signature import version

__version__ = version()
__all__ = [
    "Edit", "Evidence", "InputError", "LexiconError", "ModelError", "NormalizeError", "Normalizer", "OptionError", "ReaderError",
    "Refusal", "Result", "normalize",
]  # fmt: skip

"""The model's folder: what must be there, and that it is whole.

manifest.json        digests of the other files, the alphabet, format number
encoder.int8.onnx    candidates -> states              (served)
decoder.int8.onnx    states, variants -> scores        (served)
model.safetensors    the same weights for transformers (reference backend), with config.json
spiece.model         the SentencePiece `char` model
MODEL_CARD.md        data, figures, limits (not checked)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from normalize.errors import ModelError
from normalize.model import alphabet

__all__ = ["DEFAULT", "REMEDY", "ModelFolder", "open_folder"]

DEFAULT = Path(__file__).with_name("default")
FORMAT = 1
NEEDED = ("encoder.int8.onnx", "decoder.int8.onnx")
REMEDY = "install the package again, give the folder of another model, or use model='none'"


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A checked folder; `digest` is of the manifest, and so of every file."""

    path: Path
    digest: str


def open_folder(path: Path) -> ModelFolder:
    """Check the folder against its manifest; raise `ModelError` at the first thing that is missing or differs."""
    data = _read(path / "manifest.json")
    files = _manifest(path / "manifest.json", data)
    for name in sorted(files):
        if hashlib.sha256(_read(path / name)).hexdigest() != files[name]:
            raise ModelError(f"{path / name}: the model file is damaged (its SHA-256 is not the manifest's); {REMEDY}")
    return ModelFolder(path, hashlib.sha256(data).hexdigest())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: the model file cannot be read ({error.strerror or error}); {REMEDY}") from error


def _manifest(path: Path, data: bytes) -> dict[str, str]:
    """The digests by file name, if this version can use the model."""
    try:
        manifest = json.loads(data)
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
        mine = (FORMAT, alphabet.LETTERS, alphabet.LONGEST)
        same = (manifest["format"], manifest["letters"], manifest["longest"]) == mine
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: the model's manifest is damaged ({error!r}); {REMEDY}") from error
    if not same or any("/" in name or "\\" in name for name in files) or not set(NEEDED) <= set(files):
        raise ModelError(f"{path}: the model was made for another version of normalize; {REMEDY}")
    return files

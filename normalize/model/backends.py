"""Two ways to run the model: ONNX Runtime in int8 (served), and transformers on the same checkpoint (reference).

Both answer: for every (candidate, variant) the mean log probability of a character of the variant, its end included.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from normalize.errors import ModelError
from normalize.model import alphabet
from normalize.model.alphabet import Row
from normalize.model.files import REMEDY

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Backend", "OnnxBackend", "TorchBackend"]

STEP = 4  # rows are padded to a multiple, so that an answer does not depend on what else is asked
ROWS = 256  # most rows in one run
STATES_KEPT = 4096  # encoded candidates in memory, about 7 kB each


class Backend(Protocol):
    """What the scorer needs."""

    name: str

    def scores(self, asked: Sequence[tuple[Row, Row]]) -> list[float]:
        """Answer each (candidate, variant) in the given order."""
        ...


def padded(rows: Sequence[Row]) -> NDArray[np.int64]:
    """Rows of one padded length as a matrix."""
    width = _width(rows[0])
    return np.array([row + (alphabet.PAD,) * (width - len(row)) for row in rows], dtype=np.int64)


def _width(row: Row) -> int:
    return -(-len(row) // STEP) * STEP


class OnnxBackend:
    """ONNX Runtime on one thread; keeps the states of the candidates that it met last."""

    name = "onnx"

    def __init__(self, folder: Path) -> None:
        self._encoder = _session(folder / "encoder.int8.onnx")
        self._decoder = _session(folder / "decoder.int8.onnx")
        self._states: OrderedDict[Row, NDArray[np.float32]] = OrderedDict()

    def scores(self, asked: Sequence[tuple[Row, Row]]) -> list[float]:
        """Answer in groups of one padded shape."""
        self._encode({candidate for candidate, _ in asked})

        def shape(i: int) -> tuple[int, int]:
            return _width(asked[i][0]), _width(asked[i][1])

        out = [0.0] * len(asked)
        for _, group in groupby(sorted(range(len(asked)), key=shape), shape):
            order = list(group)
            for start in range(0, len(order), ROWS):
                part = order[start : start + ROWS]
                for i, score in zip(part, self._decode([asked[i] for i in part]), strict=True):
                    out[i] = float(score)
        self._forget()
        return out

    def _encode(self, candidates: set[Row]) -> None:
        """Put the states of every candidate into the store, the ones asked for last."""
        for known in candidates & self._states.keys():
            self._states.move_to_end(known)
        for _, group in groupby(sorted(candidates - self._states.keys(), key=lambda r: (_width(r), r)), _width):
            rows = list(group)
            for start in range(0, len(rows), ROWS):
                part = rows[start : start + ROWS]
                states = self._encoder.run(None, {"candidates": padded(part)})[0]
                self._states.update(zip(part, np.asarray(states), strict=True))

    def _decode(self, asked: list[tuple[Row, Row]]) -> NDArray[np.float32]:
        """One run: the variants once each, the candidates with the row of their variant."""
        variants = {variant: i for i, variant in enumerate(dict.fromkeys(v for _, v in asked))}
        feed = {
            "states": np.stack([self._states[c] for c, _ in asked]),
            "candidates": padded([c for c, _ in asked]),
            "variants": padded(list(variants)),
            "owner": np.array([variants[v] for _, v in asked], dtype=np.int64),
        }
        scores: NDArray[np.float32] = np.asarray(self._decoder.run(None, feed)[0])
        return scores

    def _forget(self) -> None:
        while len(self._states) > STATES_KEPT:
            self._states.popitem(last=False)


def _session(path: Path) -> Any:
    """A session on one thread; ONNX Runtime is imported here and nowhere else."""
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("the correction model needs onnxruntime; pip install onnxruntime, or use model='none'") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has an exception type for every way in which a file can be bad
        raise ModelError(f"{path}: ONNX Runtime cannot load the model file ({error}); {REMEDY}") from error


class TorchBackend:
    """The reference: the same checkpoint, by transformers in single precision."""

    name = "transformers"

    def __init__(self, folder: Path) -> None:
        try:
            self._torch: Any = import_module("torch")
            network: Any = import_module("transformers").T5ForConditionalGeneration
        except ImportError as error:
            raise ModelError("the transformers backend needs torch and transformers; install them or use 'onnx'") from error
        self._model: Any = network.from_pretrained(folder).eval()

    def scores(self, asked: Sequence[tuple[Row, Row]]) -> list[float]:
        """Answer one by one: slow and plain."""
        return [self._score(candidate, variant) for candidate, variant in asked]

    def _score(self, candidate: Row, variant: Row) -> float:
        torch = self._torch
        with torch.no_grad():
            read, written = torch.tensor([candidate]), torch.tensor([variant])
            logs = torch.log_softmax(self._model(input_ids=read, labels=written).logits, -1)
            return float(logs.gather(-1, written[..., None]).mean())

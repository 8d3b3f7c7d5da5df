"""The scorer: questions about a variant in, one log probability per candidate out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from normalize.errors import ModelError
from normalize.model import alphabet
from normalize.model.alphabet import Row
from normalize.model.files import DEFAULT, ModelFolder, open_folder

if TYPE_CHECKING:
    from normalize.model.backends import Backend

__all__ = ["Question", "Scorer", "load"]

ANSWERS_KEPT = 20_000
DIGITS = 4
BACKENDS = ("onnx", "transformers")


class Question(NamedTuple):
    """How likely is the variant, if it stands for each candidate? `source` and `kind` may be empty.

    >>> Question("Koulemba", ("Kuleba", "Columba"), source="el", kind="person").variant
    'Koulemba'
    """

    variant: str
    candidates: tuple[str, ...]
    source: str = ""
    kind: str = ""


class Scorer:
    """A loaded model. The sessions are opened at the first question; copies sent to other processes open their own."""

    def __init__(self, folder: ModelFolder, backend: str = "onnx") -> None:
        self._folder, self._backend_name = folder, backend
        self._answers: OrderedDict[Question, list[float]] = OrderedDict()

    @property
    def signature(self) -> str:
        """Names the weights and the way to run them: "char-t5:0123456789ab"."""
        way = "" if self._backend_name == "onnx" else f"-{self._backend_name}"
        return f"char-t5{way}:{self._folder.digest[:12]}"

    @cached_property
    def _backend(self) -> Backend:
        from normalize.model.backends import OnnxBackend, TorchBackend  # numpy takes longer to import than `--help` may

        return (OnnxBackend if self._backend_name == "onnx" else TorchBackend)(self._folder.path)

    def __reduce__(self) -> tuple[type[Scorer], tuple[ModelFolder, str]]:
        return Scorer, (self._folder, self._backend_name)

    def score(self, questions: Sequence[Question]) -> list[list[float]]:
        """For every question, for every candidate: log P(variant | candidate, source, kind) per character (natural log).

        The mean is over the variant's characters and its end, rounded to four decimals. An answer does not depend on the other
        questions. Upper case, diacritics and scripts are romanised away first; more than 40 characters are cut.

        >>> scorer = load("default")
        >>> [[right, wrong]] = scorer.score([Question("Boutsa", ("Bucha", "Boston"), source="el")])
        >>> right > wrong
        True
        """
        kept = self._answers
        fresh = [q for q in dict.fromkeys(map(_plain, questions)) if q not in kept]
        answers = {q: kept[q] for q in map(_plain, questions) if q in kept}
        answers.update(zip(fresh, self._ask(fresh), strict=True))
        self._keep(answers)
        return [list(answers[_plain(q)]) for q in questions]

    def _ask(self, questions: Sequence[Question]) -> list[list[float]]:
        """Ask the backend each different (candidate, variant) once."""
        rows = [_rows(q) for q in questions]
        asked = list(dict.fromkeys(pair for row in rows for pair in row))
        found = dict(zip(asked, self._backend.scores(asked), strict=True)) if asked else {}
        return [[round(found[pair], DIGITS) for pair in row] for row in rows]

    def _keep(self, answers: dict[Question, list[float]]) -> None:
        for question, answer in answers.items():
            self._answers[question] = answer
            self._answers.move_to_end(question)
        while len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)


def _plain(question: Question) -> Question:
    """The question with its candidates as a tuple, whatever sequence was given."""
    return question._replace(candidates=tuple(question.candidates))


def _rows(question: Question) -> list[tuple[Row, Row]]:
    """The (candidate, variant) rows of a question."""
    variant = tuple(alphabet.variant_numbers(question.variant))
    return [(tuple(alphabet.candidate_numbers(c, question.source, question.kind)), variant) for c in question.candidates]


def load(which: str, *, backend: str = "onnx") -> Scorer | None:
    """Open a model: "none", "default" (the shipped weights), or the path of a folder that scripts/train_model wrote.

    A missing or damaged file raises `ModelError`, never gives another answer.

    >>> load("none") is None
    True
    >>> load("/no/such/model")
    Traceback (most recent call last):
    ...
    normalize.errors.ModelError: /no/such/model/manifest.json: the model file cannot be read (No such file or directory); ...
    """
    if which == "none":
        return None
    if backend not in BACKENDS:
        raise ModelError(f"unknown backend {backend!r}; use one of {', '.join(BACKENDS)}")
    return Scorer(open_folder(DEFAULT if which == "default" else Path(which)), backend)

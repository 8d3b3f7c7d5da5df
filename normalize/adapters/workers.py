"""Documents through the engine, in chunks: in this process or over several, in order, with bounded memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol, TypeVar

from normalize.errors import NormalizeError, ReaderError
from normalize.records import Result

__all__ = ["Broken", "Engine", "map_chunks", "run_chunk", "undisturbed"]

Text = tuple[str, str]
"""Id and text of a document."""
T = TypeVar("T")


class Engine(Protocol):
    """What a `Normalizer` is to the adapters."""

    def run(self, documents: Iterable[Text], /) -> Iterator[Result]:
        """Results of the documents, in their order."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A document on which the engine failed, and why."""

    id: str
    message: str


Outcome = Result | Broken
_engine: Engine | None = None


def run_chunk(engine: Engine, documents: Sequence[Text]) -> list[Outcome]:
    """Results of a chunk; where the engine fails, its documents are run one by one, to name the one that it fails on."""
    try:
        return list(engine.run(documents))
    except Exception as e:
        if isinstance(e, NormalizeError) and not isinstance(e, ReaderError):
            raise
        if len(documents) == 1:
            why = f"the engine failed ({type(e).__name__}: {e}); report this as a fault, with the file"
            return [Broken(documents[0][0], str(e) if isinstance(e, ReaderError) else why)]
    return [o for d in documents for o in run_chunk(engine, [d])]


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: after `kill -9` of a run, its workers would wait for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _start(engine: bytes, parent: int) -> None:
    global _engine  # noqa: PLW0603 (set once, at the start of a worker process)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _engine = pickle.loads(engine)


def _work(documents: Sequence[Text]) -> list[Outcome]:
    assert _engine is not None
    return run_chunk(_engine, documents)


def _pool(engine: Engine, jobs: int) -> Executor:
    """Worker processes, each with an engine of its own: a model that runs threads does not survive a fork."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(pickle.dumps(engine), os.getpid()))


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back for a moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


def _parallel(pool: Executor, chunks: Iterable[tuple[T, Sequence[Text]]], window: int) -> Iterator[tuple[T, list[Outcome]]]:
    waiting: deque[tuple[T, Future[list[Outcome]]]] = deque()
    for tag, documents in chunks:
        with undisturbed():  # the first one forks, where an exception would be lost
            waiting.append((tag, pool.submit(_work, documents)))
        while len(waiting) > window or (waiting and waiting[0][1].done()):
            first, future = waiting.popleft()
            yield first, future.result()
    for tag, future in waiting:
        yield tag, future.result()


def map_chunks(engine: Engine, chunks: Iterable[tuple[T, Sequence[Text]]], jobs: int = 1) -> Iterator[tuple[T, list[Outcome]]]:
    """Run chunks, each with a tag, and give back tag and outcomes in the same order; at most a few chunks are under way.

    The first chunk is always run here: so what is compiled on first use is compiled once, and a small run starts no process.
    """
    chunks = iter(chunks)
    for tag, documents in chunks if jobs <= 1 else islice(chunks, 1):
        yield tag, run_chunk(engine, documents)
    if (second := next(chunks, None)) is None:
        return
    pool = _pool(engine, jobs)
    try:
        yield from _parallel(pool, chain([second], chunks), 2 * jobs + 1)
    except BrokenProcessPool as e:
        raise ReaderError("a worker process died, perhaps for lack of memory; go on with --resume and fewer --jobs") from e
    finally:
        pool.shutdown(wait=True, cancel_futures=True)

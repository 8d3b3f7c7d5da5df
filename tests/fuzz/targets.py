"""What is fuzzed. Each target takes bytes; only errors of our own may escape from what it calls, and nothing may be lost.

`test_fuzz.py` feeds them from hypothesis, `fuzz_atheris.py` from a coverage-guided fuzzer.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from normalize.adapters.formats import Settings, load_formats
from normalize.adapters.log import entry_of, line_of, parse, read_log, result_of
from normalize.adapters.logs import load_writers
from normalize.adapters.logs.diff import patch, unified
from normalize.adapters.logs.m2 import read_m2
from normalize.adapters.logs.webannotation import page, read_page
from normalize.adapters.parts import Part
from normalize.adapters.streams import opened, reading
from normalize.config import read_config
from normalize.edits import Change, apply
from normalize.errors import NormalizeError
from normalize.lexicon import channels, declension, profile
from normalize.lexicon.tables import format_table, lint_entities, read_attested, read_entities, read_user
from normalize.records import Evidence, Refusal, Result

ENCODINGS = (None, None, None, "latin-1", "utf-16", "cp1252", "utf-32", "utf-7", "rot13", "idna")
SCRATCH = Path(tempfile.mkdtemp(prefix="fuzz-"))


def result_for(text: str, name: str | None = "d") -> Result:
    """Bucha for every Boutsa, a word less, a word more: an engine that is quick."""
    changes: list[Change] = []
    for m in re.finditer(r"Boutsa|the (?=the )|&(?=\w)", text):
        new = {"Boutsa": 'Bu"c,h\nå<', "&": "& ", "the ": ""}[m[0]]
        changes.append((*m.span(), new, "rule", "name.place", "safe", 0.5, None, (Evidence("a", 1.0, "d"),)))
    out, edits = apply(text, changes)
    refusals = tuple(Refusal(m.start(), m.end(), m[0], "B", "r", "term", None, 0.1, "no") for m in re.finditer("Bhutan", text))
    return Result(text, out, edits, refusals, "en", None, "s|1", name)


def _written(parts: list[Part], new: list[str], table: object) -> bytes:
    out = io.BytesIO()
    sink = table.sink(out)  # type: ignore[attr-defined]
    for part, raw in zip(parts, new, strict=True):
        sink.write(part, raw)
    sink.close()
    return out.getvalue()


def formats(data: bytes) -> None:
    """Any bytes as any format: read, written unchanged, written with edits, read again."""
    if len(data) < 2:
        return
    names = sorted(load_formats())
    fmt = load_formats()[names[data[0] % len(names)]]
    settings = Settings(("text", "a.text", "")[data[1] % 3], None, ENCODINGS[data[1] // 3 % len(ENCODINGS)])
    data = data[2:]
    with contextlib.suppress(NormalizeError), reading("x"):
        table = fmt.open(io.BytesIO(data), settings)
        parts = list(table.parts())
        if fmt.name == "parquet":
            return
        assert _written(parts, [p.raw for p in parts], table) == data
        done = [p.finish(p, result_for(p.text)) if p.text is not None else (None, p.raw) for p in parts]
        for part, (result, new) in zip(parts, done, strict=True):
            if result is not None:
                assert result.revert() == (part.raw if fmt.name == "html" else part.text)
                assert part.raw != new or not result.edits
        sure = settings.encoding or data.isascii()  # a guessed encoding may be guessed otherwise afterwards
        if fmt.name in ("jsonl", "csv") and sure:  # HTML escapes what it writes, so other text can come out of its markup
            out = _written(parts, [new for _, new in done], table)
            again = fmt.open(io.BytesIO(out), settings).parts()
            assert [p.text for p in again] == [None if r is None else r.text for r, _ in done]


def compressed(data: bytes) -> None:
    """Any bytes under the name of a compressed file."""
    if data:
        path = SCRATCH / ("x" + (".gz", ".xz", ".bz2", ".zst")[data[0] % 4])
        path.write_bytes(data[1:])
        with contextlib.suppress(NormalizeError), reading(path), opened(path) as f:
            f.read()


def log_lines(data: bytes) -> None:
    """Any bytes as an edit log; every entry that is read goes through all that reads entries."""
    path = SCRATCH / "log.jsonl"
    path.write_bytes(data)
    with contextlib.suppress(NormalizeError):
        for entry in read_log(path):
            with contextlib.suppress(NormalizeError):
                result = result_of(entry, entry.text or "")
                assert parse(line_of(entry_of(result))).edits == result.edits
                for writer in load_writers().values():
                    writer.write(result)


def other_logs(data: bytes) -> None:
    """Any text as a log of another format, and a text with edits through every format and back."""
    text = data.decode("utf-8", "surrogateescape")
    result = result_for(text)
    if result.edits:
        assert patch(text, unified(result)) == result.text
    assert read_page(page(result), text) == (result.text, result.edits)
    for writer in load_writers().values():
        writer.write(result)
    with contextlib.suppress(NormalizeError):
        list(read_m2(text))
    with contextlib.suppress(NormalizeError):
        read_page(text, "In Boutsa")
    with contextlib.suppress(NormalizeError):
        patch("In Boutsa\nand Kyiv\n", text)


def tables(data: bytes) -> None:
    """Any bytes as a table of the lexicon."""
    path = SCRATCH / "names.tsv"
    path.write_bytes(data)
    for read in (read_user, read_entities, read_attested, lambda p: lint_entities([p])):
        with contextlib.suppress(NormalizeError):
            read(path)
    text = format_table(data.decode("utf-8", "replace"))
    assert format_table(text) == text


@contextlib.contextmanager
def _lexicon_at(root: Path) -> Iterator[None]:
    """The lexicon's folder is `root`."""
    old = channels.locate
    caches = (channels.load_channel, profile.load_profile, profile.target_codes, declension.load_declension)
    channels.locate = profile.locate = declension.locate = lambda: root  # type: ignore[assignment]
    for cached in caches:
        cached.cache_clear()
    try:
        yield
    finally:
        channels.locate = profile.locate = declension.locate = old
        for cached in caches:
            cached.cache_clear()


def toml_files(data: bytes) -> None:
    """Any bytes as a channel, a profile with its keep list, a declension, and a file of options."""
    root = SCRATCH / "lexicon"
    for folder in ("channels", "targets/xx"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    files = ("channels/xx.toml", "targets/xx/profile.toml", "targets/xx/keep.tsv", "targets/xx/declension.toml")
    options = ("normalize.toml", "pyproject.toml")
    first, second = data[:1], data[1:]
    for name in files + options:
        (root / name).write_bytes(second)
    if first > b"\x80":
        (root / "targets/xx/profile.toml").write_bytes((profile.locate() / "targets/en/profile.toml").read_bytes())
    with _lexicon_at(root):
        with contextlib.suppress(NormalizeError):
            channel = channels.load_channel("xx")
            for origin in (*channel.write, "uk"):
                channel.regular("Буча", origin)
                list(channel.variants("буча", origin))
        with contextlib.suppress(NormalizeError):
            profile.load_profile("xx")
        with contextlib.suppress(NormalizeError):
            found = declension.load_declension("xx")
            for form in found.read("столови") if found else ():
                found.decline("Буча", form, "p", "столови")
    for name in options:
        with contextlib.suppress(NormalizeError):
            read_config(root / name)


TARGETS: dict[str, Callable[[bytes], None]] = {
    f.__name__: f for f in (formats, compressed, log_lines, other_logs, tables, toml_files)
}

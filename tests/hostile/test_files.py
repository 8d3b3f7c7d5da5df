"""Hostile files: reading and writing stays linear, and a file that nothing is edited in comes out byte for byte."""

from __future__ import annotations

import gc
import io
import json
import time
from collections.abc import Callable

import pytest
from families import fill

from normalize.adapters.formats import Settings, load_formats
from normalize.adapters.streams import reading
from normalize.errors import ReaderError

LINEAR = 4 * 2.2
NO_MATTER = 0.25
FILES: dict[str, tuple[str, Callable[[int], str]]] = {
    "csv with one cell of many lines": ("csv", fill("a\n", 'id,text\n1,"', '"\n')),
    "csv with doubled quotes": ("csv", fill('""', 'text\n"', '"\n')),
    "csv with quotes inside": ("csv", fill('a"b"', "text\n", "\n")),
    "csv with many cells": ("csv", fill("a,", "text,", "\nx\n")),
    "csv with many quoted cells": ("csv", fill('"a",', "text,", "\nx\n")),
    "csv with carriage returns": ("csv", fill("\r", "text\n", "\nx\n")),
    "json with escapes": ("jsonl", fill("\\u0041\\n", '{"text":"', '"}\n')),
    "json with backslashes": ("jsonl", fill("\\\\", '{"text":"', '"}\n')),
    "json with many keys": ("jsonl", fill('"a":1,', "{", '"text":"Boutsa"}\n')),
    "json with one key again and again": ("jsonl", fill('"text":"a",', "{", '"text":"Boutsa"}\n')),
    "json with blanks": ("jsonl", fill(" ", "{", '"text":"Boutsa"}\n')),
    "json of many lines": ("jsonl", lambda n: '{"text":"Boutsa"}\n' * (n // 18)),
    "html with open tags": ("html", fill("<a ")),
    "html with angles": ("html", fill("<")),
    "html with equal signs": ("html", fill("= ", "<a ")),
    "html with quotes that stay open": ("html", fill("='", "<a ")),
    "html with nested blocks": ("html", fill("<div>")),
    "html with nested code": ("html", fill("<code>", "Boutsa")),
    "html with closed code": ("html", fill("</code>", "<code>" * 900)),
    "html with comments": ("html", fill("<!--", "Boutsa")),
    "html with scripts": ("html", fill("<script>")),
    "html with closed scripts": ("html", fill("<script></script>")),
    "html with references": ("html", fill("&amp")),
    "html with ampersands": ("html", fill("&")),
    "html with blanks": ("html", fill(" \n")),
    "html with single letters": ("html", fill("<b>B</b>")),
    "text of NUL and letters": ("text", fill("\0" + "a" * 20)),
}


def _again(name: str, data: bytes) -> bytes:
    """Read and write without an edit."""
    out = io.BytesIO()
    with reading(name):
        table = load_formats()[name].open(io.BytesIO(data), Settings())
        parts = list(table.parts())
    sink = table.sink(out)
    for part in parts:
        sink.write(part, part.raw)
    sink.close()
    return out.getvalue()


def _seconds(name: str, data: bytes) -> float:
    gc.collect()
    began = time.process_time()
    _again(name, data)
    return time.process_time() - began


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("n", [40_000, pytest.param(500_000, marks=pytest.mark.slow)])
def test_file(kind: str, n: int) -> None:
    name, make = FILES[kind]
    short, long = make(n).encode(), make(4 * n).encode()
    assert _again(name, short) == short
    tries = []
    for _ in range(3):
        seconds = _seconds(name, long)
        if seconds < NO_MATTER:
            return
        tries.append(seconds / max(_seconds(name, short), 1e-9))
        if tries[-1] < LINEAR:
            return
    raise AssertionError(f"four times the file takes {min(tries):.1f} times as long")


@pytest.mark.parametrize("depth", [500, 100_000])
def test_deep_json(depth: int) -> None:
    line = json.dumps({"text": "In Boutsa"})[:-1] + ', "a": ' + "[" * depth + "]" * depth + "}\n"
    if depth < 1000:
        assert _again("jsonl", line.encode()) == line.encode()
    else:
        with pytest.raises(ReaderError, match="line 1 is not JSON"):
            _again("jsonl", line.encode())

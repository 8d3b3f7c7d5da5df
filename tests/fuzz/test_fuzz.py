"""The readers and the lexicon's parsers under generated files: whole noise, and real files that were bitten at."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from targets import TARGETS, result_for

import normalize
from normalize.adapters.log import entry_of, line_of
from normalize.adapters.logs import load_writers
from normalize.lexicon.tables import COLUMNS

LEXICONS = Path(normalize.__file__).parent.parent / "lexicons"
RESULT = result_for("In Boutsa\r\nthe the end, Bhutan &c 😀\ud800")
MARKS = [
    '"', '""', "\\", "\\u", "\\ud83d", "\\ud83d\\ude00", ",", ";", "\t", "\n", "\r\n", "\r", "{", "}", "[", "]", ":", "<", ">", "</", "<p>",
    "<b", "<!--", "-->", "<script>", "<![CDATA[", "&", "&amp;", "&#", "&#x110000;", "&#0;", "&notit;", "=", "|||", "@@ -", "+", "-", "^", "$",
    "|", "=1", "id", "text", "a", "Boutsa", "Bhutan", "the the", " ", "null", "1e999", "9" * 5000, "true", '{"text":"Boutsa"}', '{"a":{"text":"B"}}', "\x00", "\ufeff",
    "\u2028", "\x85", "😀", "\u0301", "é", "canonical", "variant", "entity", "inherit", "[write]", "[write.uk]", "[read]", '"а" = "a"', "x = 1", "x = [1]",
    "[quotes]", 'double = [["a"]]', "level", "[tool.normalize]", "[tool]", "tool = 1", "S ", "A 0 1|||X|||", "[" * 3000, '{"a":' * 2000,
]  # fmt: skip
SEEDS: dict[str, list[bytes]] = {
    "formats": [
        b'\x02\x00{"id": 1, "text": "In Boutsa \\u00e9 \\ud83d\\ude00\\n", "a": {"text": "x"}}\n\n{"text": null}\n',
        b'\x00\x00id,text,b\r\n1,"In ""Boutsa"", the the end",x\r\n2,Boutsa,y\n3,"a\nb",',
        b"\x01\x00<!doctype html><title>Boutsa</title><p class='a>b'>In <b>Bou</b>tsa &amp; &lt;the the end<script>x</script>",
        b"\x04\x00In Boutsa\r\nthe the end\r",
        b"\x00\x00\r\n\nid,text\n1,In Boutsa\n",
        b"\x03\x00PAR1\x15\x04\x15\x10PAR1",
    ],
    "compressed": [
        b"\x00" + gzip.compress(b"In Boutsa" * 40), b"\x01" + lzma.compress(b"In Boutsa" * 40), b"\x02" + bz2.compress(b"In Boutsa" * 40),
        b"\x03\x28\xb5\x2f\xfd\x24\x0a\x51\x00\x00In Boutsa\n",
    ],
    "log_lines": [line_of(entry_of(RESULT)), line_of({**entry_of(RESULT), "text": RESULT.text}), b'{"id": null, "edits": [], "text": "a"}\n'],
    "other_logs": [w.write(RESULT).encode("utf-8", "surrogatepass") for w in load_writers().values()],
    "tables": [
        ("\t".join(COLUMNS) + "\nbucha\tplace.city\tUA\tuk\tБуча\tBucha\t\tde=Butscha;fr=Boutcha\tBuča\t\t\t\tIrpin\n").encode(),
        b"canonical\tnative\tkind\tvariants\nBucha\t\tplace\tButsa|Buta\n# a note\n", b"entity\tvariant\tsource\tseen\tnote\nbucha\tButsa\tel\t\t\n",
    ],
    "toml_files": [
        b"\x00" + (LEXICONS / "channels/de.toml").read_bytes()[:1500], b"\x00" + (LEXICONS / "targets/en/profile.toml").read_bytes()[:2500],
        b"\x00" + (LEXICONS / "targets/ru/declension.toml").read_bytes(), b"\xff" + (LEXICONS / "targets/en/keep.tsv").read_bytes()[:600],
        b'\x00[tool.normalize]\nlevel = "likely"\nlexicons = ["a.tsv"]\njobs = 2\n',
    ],
}  # fmt: skip


@st.composite
def bitten(draw: st.DrawFn, name: str) -> bytes:
    """A file with pieces cut out, doubled and put in; or noise."""
    data = draw(st.sampled_from(SEEDS[name]))
    for _ in range(draw(st.integers(0, 6))):
        i = draw(st.integers(0, len(data)))
        j = draw(st.integers(i, min(len(data), i + 40)))
        mark = draw(st.one_of(st.sampled_from(MARKS).map(lambda m: m.encode("utf-8", "surrogatepass")), st.binary(max_size=4)))
        data = draw(st.sampled_from([data[:i] + mark + data[j:], data[:i] + data[i:j] * 2 + data[j:], data[:i], data[i:]]))
    return data


def noise(name: str) -> st.SearchStrategy[bytes]:
    """Marks that mean something to a parser, in any order."""
    marks = st.lists(st.sampled_from(MARKS), max_size=12).map(lambda x: "".join(x).encode("utf-8", "surrogatepass"))
    return st.one_of(st.tuples(st.binary(max_size=2), marks).map(b"".join), st.binary(max_size=200))


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_our_own_errors(name: str) -> None:
    @given(st.one_of(bitten(name), bitten(name), noise(name)))
    def run(data: bytes) -> None:
        TARGETS[name](data)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_themselves(name: str) -> None:
    for data in SEEDS[name]:
        TARGETS[name](data)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda x: st.lists(x, max_size=4) | st.dictionaries(
    st.sampled_from(["id", "edits", "refusals", "text", "start", "end", "original", "replacement", "out_start", "out_end", "rule", "evidence"]), x, max_size=6), max_leaves=20))  # fmt: skip
def test_any_json_as_a_log(value: object) -> None:
    for name in ("log_lines", "other_logs"):
        TARGETS[name](json.dumps(value).encode())
        TARGETS[name](json.dumps({"edits": [value], "text": "In Boutsa"}).encode())

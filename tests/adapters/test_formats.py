"""Readers and writers: what is outside the edits stays byte for byte."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Iterable
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import given
from hypothesis import strategies as st

from normalize.adapters.files import Clean, LogFile, Summary, Task, clean
from normalize.adapters.formats import Reader, Settings, format_of, load_formats
from normalize.adapters.formats.html import visible
from normalize.adapters.log import read_log
from normalize.adapters.parts import Part
from normalize.records import Result

ENGINE = FakeEngine()
WORDS = st.sampled_from(["Boutsa", "Bhutan", " ", "a", "ї", "😀", '"', "\\", "\n", "é", "<", "&", ",", "\u200d", "\x00", "/"])
TEXTS = st.lists(WORDS, max_size=12).map("".join)


def parts_of(data: bytes, name: str, **settings: str) -> list[Part]:
    fmt = format_of(Path(f"x.{name}"))
    assert fmt.parts
    return list(fmt.parts(Reader(io.BytesIO(data), settings.pop("encoding", None)), Settings(**settings)))


def finish(parts: Iterable[Part]) -> tuple[str, list[Result]]:
    raw, results = [], []
    for p in parts:
        if p.text is None:
            raw.append(p.raw)
        else:
            result, new = p.finish(p, ENGINE.one("x", p.text))
            raw.append(new)
            results.append(result)
    return "".join(raw), results


def run(tmp_path: Path, name: str, data: bytes, *, out: str | None = None, **settings: str) -> tuple[bytes, Summary]:
    src, dst = tmp_path / name, tmp_path / "out" / (out or name)
    src.write_bytes(data)
    log = LogFile(tmp_path / "log.jsonl")
    summary = clean(ENGINE, [Task(name, src, dst, len(data))], Clean(logs=[log]), Settings(**settings))
    log.close()
    return (dst.read_bytes() if dst.exists() else b""), summary


def test_formats_are_found_where_they_lie() -> None:
    assert sorted(load_formats()) == ["csv", "html", "jsonl", "parquet", "text"]


@given(
    st.lists(st.tuples(st.sampled_from(["id", "text", "n", "Boutsa"]), TEXTS), max_size=4),
    st.booleans(),
    st.sampled_from(["", " ", "\t "]),
)
def test_jsonl_changes_its_field_only(pairs: list[tuple[str, str]], ascii_only: bool, gap: str) -> None:
    line = "{" + f"{gap},{gap}".join(f"{json.dumps(k)}{gap}:{json.dumps(v, ensure_ascii=ascii_only)}" for k, v in pairs) + "}\n"
    new, results = finish(
        parts_of((line + line).encode(), "jsonl", field="text") if any(k == "text" for k, _ in pairs) else [Part(line)]
    )
    if not results:
        return
    old, now = json.loads(line), json.loads(new.splitlines()[0] if "\n" not in gap else new)
    assert now == {**old, "text": old["text"].replace("Boutsa", "Bucha")}
    last = max(i for i, (k, _) in enumerate(pairs) if k == "text")
    expect = [
        json.dumps(v.replace("Boutsa", "Bucha") if i == last else v, ensure_ascii=ascii_only) for i, (_, v) in enumerate(pairs)
    ]
    assert (
        new
        == ("{" + f"{gap},{gap}".join(f"{json.dumps(k)}{gap}:{v}" for (k, _), v in zip(pairs, expect, strict=True)) + "}\n") * 2
    )


def test_jsonl_keeps_numbers_spacing_escapes_and_other_lines() -> None:
    data = '{"n": 1.50e+3 , "text":"\\u0042outsa, Boutsa \\/ \\ud83d\\ude00 Boutsa", "Boutsa":null}\r\n\n{"text":null}\n{"x":1}'
    new, results = finish(parts_of(data.encode(), "jsonl"))
    assert new == data.replace("\\u0042outsa, Boutsa \\/ \\ud83d\\ude00 Boutsa", "Bucha, Bucha \\/ \\ud83d\\ude00 Bucha")
    assert [r.id for r in results] == ["x"]


def test_jsonl_nested_field_and_escaped_replacement() -> None:
    new, _ = finish(parts_of(b'{"a":{"b":"in Boutsa"},"b":"Boutsa"}\n', "jsonl", field="a.b"))
    assert new == '{"a":{"b":"in Bucha"},"b":"Boutsa"}\n'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"text": "a"}\n{bad\n', "line 2 is not JSON"),
        (b'["a"]\n', "line 1 is not a JSON object"),
        (b'{"text": 5}\n', "the field 'text' is not a string"),
        (b'{"body": "a", "id": 1}\n', "the first line has: body, id; choose with --field"),
        (b'{"text": "a"\n', "line 1 is not JSON"),
    ],
)
def test_jsonl_errors_name_line_and_remedy(tmp_path: Path, data: bytes, message: str) -> None:
    out, summary = run(tmp_path, "a.jsonl", data)
    assert out == b"" and message in summary.failed[0][1]
    assert (tmp_path / "log.jsonl").read_bytes() == b""
    assert [p.name for p in (tmp_path / "out").rglob("*")] == []


CELLS = TEXTS.filter(lambda t: "\x00" not in t)
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4),
    st.sampled_from(",;\t|"),
    QUOTING,
    st.sampled_from(["\n", "\r\n"]),
)
def test_csv_changes_its_column_only(rows: list[list[str]], delimiter: str, quoting: int, newline: str) -> None:
    def text(table: list[list[str]]) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=newline).writerows(table)  # type: ignore[arg-type]
        return out.getvalue()

    head = ["id", "text", "other"]
    data = text([head, *rows])
    new, results = finish(parts_of(data.encode(), "csv"))
    assert new == text([head, *([a, b.replace("Boutsa", "Bucha"), c] for a, b, c in rows)])
    assert [r.original for r in results] == [b for _, b, _ in rows if b]


def test_csv_with_bare_quotes_and_missing_cells() -> None:
    data = 'id,text\n1,5" pipe in Boutsa\n2\n3,"Boutsa" odd\n\n4,"last"'
    assert finish(parts_of(data.encode(), "csv"))[0] == data.replace("Boutsa", "Bucha")


def test_csv_errors(tmp_path: Path) -> None:
    assert "there are: id, body; choose with --field" in run(tmp_path, "a.csv", b"id,body\n1,x\n")[1].failed[0][1]
    assert "never closed" in run(tmp_path, "b.csv", b'text\n"open\nx\n')[1].failed[0][1]


PAGE = (
    "<!doctype html><html><head><title>In Boutsa</title><script>var a='Boutsa';</script><style>.Boutsa{}</style></head>\n"
    '<body class=Boutsa title="Boutsa > x"><!-- Boutsa --><p>Mayor\n   of&nbsp;Boutsa &amp; <b>Bou</b>tsa, &lt;Boutsa&gt;</p>'
    "<code>Boutsa</code><p translate=no>Boutsa</p><textarea>Boutsa</textarea><img alt='Boutsa'/>Boutsa < 5 <br>Boutsa"
    "</body></html>"
)


def test_html_touches_visible_text_only() -> None:
    new, (result,) = finish([visible(PAGE)])
    expect = (
        PAGE.replace("In Boutsa<", "In Bucha<").replace("of&nbsp;Boutsa", "of&nbsp;Bucha").replace("&lt;Boutsa", "&lt;Bucha")
    )
    assert new == expect.replace("/>Boutsa < 5 <br>Boutsa", "/>Bucha < 5 <br>Bucha")
    assert result.revert() == PAGE and result.text == new
    assert [r.original for r in result.refusals] == ["Bou</b>tsa"]


def test_html_reference_to_a_number_of_thousands_of_digits() -> None:
    assert visible(f"<p>a &#{'9' * 5000}; b &#x{'f' * 5000};</p>").text == visible("<p>a \ufffd b \ufffd</p>").text


def test_html_document_is_what_a_reader_sees() -> None:
    assert visible("<h1>A\n  b</h1>\n<p>c &amp;&#x41;<i>d</i> </p>").text == "A b\n\nc &Ad \n\n"
    assert visible("no markup, 3 < 4 &unknown;").text == "no markup, 3 < 4 &unknown;"


MARKUP = [
    "<p>", "</p>", "<b a='x>y'>", "</b>", "<!-- x", "-->", "&amp;", "&", "<", ">", "&lt", "<script>", "</script>", "<br/>",
    "<a href='Boutsa'>", "</", "<!", "<x",
]  # fmt: skip
PIECES = st.sampled_from(["Boutsa", " ", "\n", "é", '"', *MARKUP])


@given(st.lists(PIECES, max_size=14))
def test_html_reverts_and_keeps_markup(pieces: list[str]) -> None:
    raw = "".join(pieces)
    new, (result,) = finish([visible(raw)])
    assert result.revert() == raw and result.text == new
    again, (second,) = finish([visible(new)])
    assert again == new and not second.edits
    assert all(r.original.startswith("Bou") for r in result.refusals)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_and_newlines_stay(tmp_path: Path, codec: str, newline: str) -> None:
    text = newline.join(["“Boutsa” café, naïve façade à la carte, très bien où déjà vu", "second line", ""])
    bom = b"\xfe\xff" if codec == "utf-16-be" else b""
    out, summary = run(tmp_path, "a.txt", bom + text.encode(codec))
    assert not summary.failed
    assert out == bom + text.replace("Boutsa", "Bucha").encode(codec)


def test_utf16_jsonl(tmp_path: Path) -> None:
    data = '{"text":"Boutsa \u0a0d"}\n{"text":"b"}\n'
    assert run(tmp_path, "a.jsonl", data.encode("utf-16"))[0] == data.replace("Boutsa", "Bucha").encode("utf-16")


def test_undecodable_file_is_reported_and_not_written(tmp_path: Path) -> None:
    out, summary = run(tmp_path, "a.txt", b"\x00\x01\xff\xfe\x00\x80binary" * 50)
    assert out == b"" and "--encoding" in summary.failed[0][1]
    out, summary = run(tmp_path, "b.txt", b"caf\xe9", encoding="utf-8")
    assert out == b"" and "not utf-8 (byte 0xe9)" in summary.failed[0][1]
    out, summary = run(tmp_path, "c.jsonl", b'{"text":"Boutsa"}\n' + b'{"text":"x"}\n' * 90_000 + b'{"text":"\xe9"}\n')
    assert out == b"" and "not utf-8" in summary.failed[0][1] and summary.edits == 0


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)])
def test_compressed(tmp_path: Path, suffix: str, pack: object) -> None:
    out, _ = run(tmp_path, f"a.txt{suffix}", pack(b"in Boutsa"))  # type: ignore[operator]
    assert {".gz": gzip, ".xz": lzma, ".bz2": bz2}[suffix].decompress(out) == b"in Bucha"  # type: ignore[attr-defined]
    assert len(run(tmp_path, f"b.txt{suffix}", b"no such thing")[1].failed) == 1
    assert len(run(tmp_path, f"c.txt{suffix}", pack(b"x" * 5000)[:-9])[1].failed) == 1  # type: ignore[operator]


def test_zstd(tmp_path: Path) -> None:
    zstd = pytest.importorskip("zstandard")
    out, _ = run(tmp_path, "a.jsonl.zst", zstd.ZstdCompressor().compress(b'{"text":"Boutsa"}\n'))
    assert zstd.ZstdDecompressor().stream_reader(out).read() == b'{"text":"Bucha"}\n'
    assert len(run(tmp_path, "b.jsonl.zst", b"no such thing")[1].failed) == 1
    two = b"".join(zstd.ZstdCompressor().compress(b'{"text":"%d"}\n' % i * 9000) for i in range(2))
    out, summary = run(tmp_path, "c.jsonl.zst", two)
    assert summary.documents == 18_000 and not summary.failed
    assert "cut off" in run(tmp_path, "d.jsonl.zst", two[:-3])[1].failed[0][1]


def test_parquet(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = pa.table({"id": ["a", "b", "c", "d"], "text": ["Boutsa", None, "", "in Boutsa"], "n": [1.5, None, 3.0, 4.0]})
    table = table.replace_schema_metadata({"mine": "kept"})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=3, compression="gzip")
    data = (tmp_path / "a.parquet").read_bytes()
    out, _ = run(tmp_path, "a.parquet", data)
    now = pq.read_table(io.BytesIO(out))
    assert now.schema.equals(table.schema, check_metadata=True)
    assert now.to_pydict() == {**table.to_pydict(), "text": ["Bucha", None, "", "in Bucha"]}
    meta = pq.ParquetFile(io.BytesIO(out)).metadata
    assert meta.num_row_groups == 2 and meta.row_group(0).column(0).compression == "GZIP"
    assert [(e.id, e.record) for e in read_log(tmp_path / "log.jsonl")] == [("a.parquet#1", "a"), ("a.parquet#4", "d")]
    assert "there are: id, text, n" in run(tmp_path, "a.parquet", data, field="body")[1].failed[0][1]
    assert "holds double, not text" in run(tmp_path, "a.parquet", data, field="n")[1].failed[0][1]
    assert len(run(tmp_path, "b.parquet", b"PAR1 broken")[1].failed) == 1


def test_a_replacement_that_the_encoding_lacks_fails_the_file_but_not_a_page(tmp_path: Path) -> None:
    class Polish(FakeEngine):
        def one(self, name: str, text: str) -> Result:
            result = super().one(name, text)
            from normalize.edits import apply

            new, edits = apply(text, [(e.start, e.end, "Łódź", "v", "name.place", "safe", 0.9, None, ()) for e in result.edits])
            return Result(text, new, edits, id=name)

    for name, data in (("a.txt", b"Boutsa \xe9"), ("b.html", b"<p>Boutsa \xe9")):
        (tmp_path / name).write_bytes(data)
    tasks = [Task(n, tmp_path / n, tmp_path / "out" / n) for n in ("a.txt", "b.html")]
    summary = clean(Polish(), tasks, Clean(), Settings(encoding="latin-1"))
    assert [n for n, _ in summary.failed] == ["a.txt"] and "cannot be written in latin-1" in summary.failed[0][1]
    assert (tmp_path / "out" / "b.html").read_bytes() == b"<p>&#321;\xf3d&#378; \xe9"


def test_engine_failure_names_the_document(tmp_path: Path) -> None:
    out, summary = run(tmp_path, "a.jsonl", b'{"text":"Boutsa"}\n{"text":"CRASH"}\n{"text":"Boutsa"}\n')
    assert out == b"" and "a.jsonl#2: the engine failed (ValueError: crash)" in summary.failed[0][1]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a.txt.gz"])
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n"])
def test_empty_files_come_out_as_they_are(tmp_path: Path, name: str, data: bytes) -> None:
    packed = gzip.compress(data) if name.endswith(".gz") else data
    out, summary = run(tmp_path, name, packed)
    assert not summary.failed and (gzip.decompress(out) if name.endswith(".gz") else out) == data


def test_size_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Boutsa")
    task = Task("a.txt", tmp_path / "a.txt", tmp_path / "o", 6)
    assert "--max-file-size" in clean(ENGINE, [task], Clean(), Settings(max_file_size=5)).failed[0][1]

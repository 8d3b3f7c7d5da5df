"""Every adapter keeps the contract; where its library is missing, it says how to install it."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from contract import IDS, OPTIONS, TEXTS, Row, check

from normalize.adapters.batch import Batch
from normalize.errors import InputError, OptionError, ReaderError

CONFIG = {"id_column": "id", **OPTIONS}


def test_batch() -> None:
    batch = pickle.loads(pickle.dumps(Batch("text", **CONFIG)))
    check(lambda texts, ids: list(zip(*batch.columns({"text": texts, "id": ids}), strict=True)))
    assert batch.results([None, "a"])[0] is None
    with pytest.raises(OptionError, match="there are: body"):
        batch.columns({"body": []})
    with pytest.raises(OptionError, match="edits="):
        Batch("edits")


def test_copies_of_a_batch_share_an_engine() -> None:
    """A task of Spark unpickles its function anew; the lexicon and the words met so far must not be loaded again."""
    sent = pickle.dumps(Batch("text", **CONFIG))
    one, two = pickle.loads(sent), pickle.loads(sent)
    other = pickle.loads(pickle.dumps(Batch("text", **{**CONFIG, "keep": ["Boutsa"]})))
    assert one.engine is two.engine is not other.engine
    assert one.columns({"text": TEXTS, "id": IDS}) != other.columns({"text": TEXTS, "id": IDS})
    assert other.columns({"text": TEXTS, "id": IDS})[0][0].count("Boutsa") == 1


def test_arrow() -> None:
    pa = pytest.importorskip("pyarrow")

    def run(texts: Sequence[str], ids: Sequence[str]) -> Sequence[Row]:
        table = Batch("text", **CONFIG).arrow(pa.table({"n": range(len(ids)), "text": texts, "id": ids}))
        assert table.column_names == ["n", "text", "id", "edits"]
        return list(zip(table["text"].to_pylist(), table["edits"].to_pylist(), strict=True))

    check(run)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames(library: str) -> None:
    lib = pytest.importorskip(library)
    from normalize.adapters.frames import normalize_frame

    def run(texts: Sequence[str], ids: Sequence[str]) -> Sequence[Row]:
        frame = lib.DataFrame({"text": [*texts, None], "id": [*ids, "none"], "n": range(len(ids) + 1)})
        out = normalize_frame(frame, "text", **CONFIG)
        assert list(out.columns) == ["text", "id", "n", "edits"] and "edits" not in frame.columns
        rows = list(zip(out["text"], out["edits"], strict=True))
        assert rows[-1][0] is None and len(rows[-1][1]) == 0
        return rows[:-1]

    check(run)
    with pytest.raises(InputError, match="pandas or polars"):
        normalize_frame([], "text")


def test_datasets() -> None:
    datasets = pytest.importorskip("datasets")
    from normalize.adapters.datasets import normalize_dataset

    def run(texts: Sequence[str], ids: Sequence[str]) -> Sequence[Row]:
        ds = datasets.Dataset.from_dict({"text": texts, "id": ids})
        out = normalize_dataset(datasets.DatasetDict(train=ds), "text", batch_size=2, **CONFIG)["train"]
        return [(r["text"], r["edits"]) for r in out]

    check(run)
    stream = datasets.Dataset.from_dict({"text": TEXTS, "id": IDS}).to_iterable_dataset()
    check(lambda texts, ids: [(r["text"], r["edits"]) for r in normalize_dataset(stream, "text", **CONFIG)])


def test_spacy_component() -> None:
    spacy = pytest.importorskip("spacy")
    import normalize.adapters.spacy  # noqa: F401 (spaCy's entry point imports it)
    from normalize.adapters.batch import edit_row

    nlp = spacy.blank("en")
    nlp.add_pipe("normalize", config=OPTIONS)
    check(lambda texts, ids: [(d._.normalized, [edit_row(e) for e in d._.edits]) for d in nlp.pipe(texts)])
    doc = nlp(TEXTS[1])
    assert doc.text == TEXTS[1] and doc._.result.revert() == TEXTS[1]
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.edits == tuple(doc._.edits)


def test_spacy_tokenizer(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    from normalize.adapters.batch import edit_row
    from normalize.adapters.spacy import repair_first

    nlp = repair_first(spacy.blank("en"), **OPTIONS)
    check(lambda texts, ids: [(d.text, [edit_row(e) for e in d._.edits]) for d in nlp.pipe(texts)])
    doc = nlp(TEXTS[0])
    start = TEXTS[0].index("Irpin")
    moved = doc._.result.map_offset(start)
    assert doc.char_span(moved, moved + 5).text == "Irpin" and doc._.original == TEXTS[0]
    nlp.to_disk(tmp_path / "nlp")


def test_datatrove(tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    from datatrove.data import Document

    from normalize.adapters.datatrove import block

    step = pickle.loads(pickle.dumps(block(**OPTIONS)))

    def run(texts: Sequence[str], ids: Sequence[str]) -> Sequence[Row]:
        documents: Iterator[Any] = (Document(text=t, id=i) for t, i in zip(texts, ids, strict=True))
        return [(d.text, d.metadata["edits"]) for d in step.run(documents)]

    check(run)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["arrow", "pandas"])
def test_spark(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    from normalize.adapters import spark

    master = "local-cluster[2,1,1024]" if way == "arrow" else "local[2]"
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    config = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.master(master)
    for key, value in config.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        frame = session.createDataFrame(list(zip(IDS, TEXTS, strict=True)), "id string, text string").coalesce(1)
        call = spark.normalize_df if way == "arrow" else spark.normalize_pandas
        out = call(frame, "text", partitions=3, **CONFIG)
        assert out.rdd.getNumPartitions() == 3 and call(frame, "text", **CONFIG).rdd.getNumPartitions() == 1
        rows = {r["id"]: (r["text"], r["edits"]) for r in out.collect()}
        check(lambda texts, ids: [rows[i] for i in ids])
        assert out.schema["edits"].dataType.simpleString() == spark.EDITS
        with pytest.raises(OptionError, match="there are: id, text"):
            spark.normalize_df(frame, "body")
        with pytest.raises(OptionError, match="number from 1"):
            call(frame, "text", partitions=0)
    finally:
        session.stop()


@pytest.mark.slow
def test_ray() -> None:
    ray = pytest.importorskip("ray")
    from normalize.adapters.ray import normalize_ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        ds = ray.data.from_items([{"text": t, "id": i} for t, i in zip(TEXTS, IDS, strict=True)])
        rows = {r["id"]: (r["text"], r["edits"]) for r in normalize_ray(ds, "text", **CONFIG).take_all()}
        check(lambda texts, ids: [rows[i] for i in ids])
    finally:
        ray.shutdown()


@pytest.mark.parametrize(
    ("module", "call", "package", "extra"),
    [
        ("spacy", "repair_first(None)", "spacy", "spacy"),
        ("datasets", "normalize_dataset({})", "datasets", "datasets"),
        ("datatrove", "block()", "datatrove", "datatrove"),
        ("spark", "normalize_df(None)", "pyspark", "spark"),
        ("ray", "normalize_ray(None)", "ray", "ray"),
    ],
)
def test_a_missing_library_names_the_line_that_installs_it(
    module: str, call: str, package: str, extra: str, monkeypatch: Any
) -> None:
    import importlib

    for name in [n for n in sys.modules if n.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    adapter = importlib.import_module(f"normalize.adapters.{module}")
    monkeypatch.delitem(vars(adapter), "Normalize", raising=False)  # delattr would ask __getattr__
    with pytest.raises(ReaderError, match=rf'this needs {package}; run: pip install "mt-normalize\[{extra}\]"'):
        eval(f"adapter.{call}")


def test_edits_are_json() -> None:
    assert json.loads(json.dumps(Batch("text", **OPTIONS).columns({"text": TEXTS})[1]))

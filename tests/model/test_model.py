"""The correction model: laws of scoring, damaged folders, and that it knows more than edit distance."""

from __future__ import annotations

import json
import pickle
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from normalize.errors import ModelError
from normalize.model import Question, Scorer, load
from normalize.model.alphabet import LETTERS, candidate_numbers, numbers, tags, variant_numbers
from normalize.model.files import DEFAULT

CASES = [
    ("Koulemba", "Kuleba", ("Columba", "Kulebyaka", "Kolumbo", "Kalemba", "Koulikoro"), "el", "person"),
    ("Boutsa", "Bucha", ("Butare", "Bonita", "Botosani", "Batumi", "Butuan"), "el", "place"),
    ("Brisvane", "Brisbane", ("Lisbon", "Bristol", "Briare", "Brasov", "Briva"), "el", "place"),
    ("Saporischschja", "Zaporizhzhia", ("Saporito", "Sapporo", "Sarajevo", "Zaporozhets"), "de", "place"),
    ("Chmelnizkij", "Khmelnytskyi", ("Chemnitz", "Kamnitsa", "Chelyabinsk", "Klimavichy"), "de", "place"),
    ("Charkow", "Kharkiv", ("Charlotte", "Krakow", "Charleroi", "Harlow"), "de", "place"),
    ("Oweckin", "Ovechkin", ("Owen", "Oleksin", "Owerri", "Ocker"), "zh", "person"),
    ("Shimshek", "Simsek", ("Shimshon", "Shimla", "Semenek", "Sheikh"), "ru", "person"),
]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    loaded = load("default")
    assert loaded is not None
    return loaded


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(DEFAULT, tmp_path / "model")
    yield tmp_path / "model"


def questions() -> list[Question]:
    return [Question(variant, (right, *wrong), source, kind) for variant, right, wrong, source, kind in CASES]


def test_right_names_win(scorer: Scorer) -> None:
    scores = scorer.score(questions())
    assert sum(row[0] == max(row) for row in scores) >= len(CASES) - 1


def test_scores_are_log_probabilities_of_four_decimals(scorer: Scorer) -> None:
    for row, question in zip(scorer.score(questions()), questions(), strict=True):
        assert len(row) == len(question.candidates)
        assert all(-20 < score < 0 and score == round(score, 4) for score in row)


def test_the_name_itself_scores_near_zero(scorer: Scorer) -> None:
    [[same, other]] = scorer.score([Question("Brisbane", ("Brisbane", "Melbourne"))])
    assert same > -0.5 > other


def test_an_answer_does_not_depend_on_the_batch() -> None:
    rng = random.Random(0)
    names = [name for _, right, wrong, _, _ in CASES for name in (right, *wrong)]
    asked = questions() + [Question(v[0], tuple(rng.sample(names, rng.randint(1, 30))), v[3]) for v in CASES for _ in range(9)]
    together = Scorer(load_default()._folder).score(asked)
    order = rng.sample(range(len(asked)), len(asked))
    alone = Scorer(load_default()._folder)
    for i in order:
        [single] = alone.score([asked[i]])
        assert single == pytest.approx(together[i], abs=1e-4)


def load_default() -> Scorer:
    loaded = load("default")
    assert loaded is not None
    return loaded


def test_order_of_candidates_and_repeats_do_not_matter(scorer: Scorer) -> None:
    forth = scorer.score([Question("Boutsa", ("Bucha", "Buta", "Bucha"))])[0]
    back = scorer.score([Question("Boutsa", ("Buta", "Bucha"))])[0]
    assert forth == [back[1], back[0], back[1]]


@pytest.mark.parametrize("variant", ["", " ", "日本", "x" * 500, "Ωμέγα", "\ud800", "a\nb", "🙂", "A" * 41])
def test_odd_input_is_scored(scorer: Scorer, variant: str) -> None:
    [row] = scorer.score([Question(variant, ("Bucha", "", variant, "y" * 500))])
    assert len(row) == 4
    assert all(score <= 0 for score in row)


def test_nothing_to_ask(scorer: Scorer) -> None:
    assert scorer.score([]) == []
    assert scorer.score([Question("Boutsa", ())]) == [[]]


def test_answers_given_out_are_copies(scorer: Scorer) -> None:
    question = Question("Boutsa", ("Bucha",))
    scorer.score([question])[0].clear()
    assert len(scorer.score([question])[0]) == 1


def test_case_marks_and_scripts_are_romanised(scorer: Scorer) -> None:
    [plain] = scorer.score([Question("boutsa", ("bucha", "lodz"))])
    [marked] = scorer.score([Question("BOUTSA", ("Буча", "Łódź"))])
    assert plain == marked


def test_kinds_and_sources_make_tags() -> None:
    assert tags("el", "place.city") == "EL2"
    assert tags("zh-Hant", "org.bank") == "ZH3"
    assert tags("", "") == tags("?", "name") == "XX0"
    assert len(candidate_numbers("x" * 99, "el", "")) == 3 + 40 + 1
    assert variant_numbers("") == numbers("") == [1]


# ---------------------------------------------------------------- loading


def test_none_is_no_model() -> None:
    assert load("none") is None


def test_signature_names_the_weights(scorer: Scorer, folder: Path) -> None:
    assert scorer.signature.startswith("char-t5:") and len(scorer.signature) == 20
    other = load(str(folder))
    assert other is not None and other.signature == scorer.signature


def test_a_scorer_travels_to_other_processes(scorer: Scorer) -> None:
    copy = pickle.loads(pickle.dumps(scorer))
    assert copy.signature == scorer.signature
    assert copy.score(questions()[:1]) == scorer.score(questions()[:1])


@pytest.mark.parametrize("name", sorted(json.loads((DEFAULT / "manifest.json").read_text(encoding="utf-8"))["files"]))
def test_a_damaged_or_missing_file_is_an_error(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match=f"{name}.*damaged.*model='none'"):
        load(str(folder))
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name}.*cannot be read"):
        load(str(folder))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "damaged"), ("[]", "damaged"), ("{}", "damaged"), ('{"files": 3}', "damaged"),
        ('{"format": 99, "letters": "", "longest": 1, "files": {}}', "another version"),
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_an_error(folder: Path, text: str, message: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        load(str(folder))


def test_a_manifest_cannot_point_elsewhere(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["../x"] = "0"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError):
        load(str(folder))


def test_unknown_backend() -> None:
    with pytest.raises(ModelError, match="unknown backend"):
        load("default", backend="tensorflow")


def test_nothing_heavy_is_imported_before_the_first_question() -> None:
    code = (
        "import sys; from normalize.model import load, Question; s = load('default');"
        "heavy = {'onnxruntime', 'numpy', 'torch', 'transformers', 'sentencepiece'} & set(sys.modules); assert not heavy;"
        "s.score([Question('Boutsa', ('Bucha',))]); assert 'onnxruntime' in sys.modules and 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_weights_are_small_and_no_pickle() -> None:
    files = [p for p in DEFAULT.iterdir() if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 15_000_000
    assert {p.suffix for p in files} <= {".json", ".onnx", ".safetensors", ".model", ".md"}


def test_sentencepiece_model_has_our_alphabet() -> None:
    sentencepiece = pytest.importorskip("sentencepiece")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(DEFAULT / "spiece.model"))
    assert [pieces.id_to_piece(i) for i in range(3)] == ["<pad>", "</s>", "<unk>"]
    assert "".join(pieces.id_to_piece(i) for i in range(3, pieces.get_piece_size())) == LETTERS
    assert [*pieces.encode("san jose-o'neil", out_type=int), 1] == numbers("san jose-o'neil")


# ---------------------------------------------------------------- slow


@pytest.mark.slow
def test_served_and_reference_backends_agree() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    exact, served = load("default", backend="transformers"), load("default")
    assert exact is not None and served is not None
    assert exact.signature != served.signature
    pairs = list(zip(exact.score(questions()), served.score(questions()), strict=True))
    gaps = [abs(a - b) for left, right in pairs for a, b in zip(left, right, strict=True)]
    assert sum(gaps) / len(gaps) < 0.05
    assert max(gaps) < 0.25
    assert all(left.index(max(left)) == right.index(max(right)) for left, right in pairs)


@pytest.mark.slow
def test_two_hundred_names_per_second_with_twelve_candidates(scorer: Scorer) -> None:
    rng = random.Random(3)
    letters = "abcdefghiklmnoprstuvz"
    names = ["".join(rng.choices(letters, k=rng.randint(5, 11))) for _ in range(3000)]
    asked = [Question(rng.choice(names), tuple(rng.sample(names, 12)), "el", "person") for _ in range(400)]
    scorer.score(asked[:1])
    began = time.process_time()
    for start in range(0, len(asked), 32):
        scorer.score(asked[start : start + 32])
    assert len(asked) / (time.process_time() - began) > 200

"""The lexicon: its own linter and formatter, channels, canonical spellings, user lexicons, and safe compilation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from normalize import LexiconError, Normalizer, OptionError
from normalize.lexicon import tools
from normalize.lexicon.channels import channel_codes, load_channel
from normalize.lexicon.compile import compiled, entities
from normalize.lexicon.forms import canonical, given_of, surname_of
from normalize.lexicon.index import load_index
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.tables import COLUMNS, format_table, lint_entities, read_entities, read_user

BY_ID = {e.id: e for e in entities()}


def test_lexicon_is_clean() -> None:
    assert tools.check() == []


WRONG_ROWS = [
    ("ana", "person", "PT", "pt", "Ana Nunes Lima", "Ana Nunes LimaNunes Lima", "Nunes Lima", "", "", "f"),
    ("bela", "person", "PT", "pt", "Bela Lima", "Bela Lima", "Costa", "", "", "f"),
    ("caio", "person", "PT", "pt", "Caio Lima", "Caio Lima", "", "", "", ""),
    ("Dora", "person", "PT", "pt", "Dora Lima", "Dora Lima", "", "", "", "f"),
    ("eva", "place.moon", "Portugal", "pt", "Eva", "Eva", "", "", "Eva", ""),
    ("fine", "person", "PT", "pt", "Fine de Lima", "Fine de Lima", "de Lima", "", "", "f"),
]


def test_the_linter_names_every_wrong_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(
        "\n".join(["\t".join(COLUMNS), *("\t".join([*r, "", "", ""]) for r in WRONG_ROWS)]) + "\n", encoding="utf-8"
    )
    found = lint_entities([path])
    assert [sum(f"rows.tsv, {r[0]}: " in line for line in found) for r in WRONG_ROWS] == [1, 1, 1, 1, 3, 0], found


def test_every_target_and_channel_loads() -> None:
    assert {"en", "de", "fr", "es", "it", "pl", "nl", "pt"} <= set(target_codes())
    assert {"el", "ru", "uk", "nl", "de", "fr", "es", "pl", "tr", "ar", "he", "zh"} <= set(channel_codes())
    for t in target_codes():
        assert len(load_profile(t).function) >= 100


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("en", "Bucha"),
        ("de", "Butscha"),
        ("fr", "Boutcha"),
        ("pl", "Bucza"),
        ("nl", "Boetsja"),
        ("es", "Bucha"),
        ("it", "Bucha"),
    ],
)
def test_bucha_in_every_target(target: str, name: str) -> None:
    assert canonical(BY_ID["bucha"], target) == name


@pytest.mark.parametrize("variant", ["boutsa", "butsa", "butscha", "boetsja", "bucza"])
def test_variants_of_bucha_lead_to_bucha(variant: str) -> None:
    index = load_index("en")
    assert "bucha" in {index.known[h.number].id for h in index.lookup(variant)}


def test_a_spelling_right_in_one_target_is_a_variant_in_another() -> None:
    number = {k.id: n for n, k in enumerate(load_index("en").known)}["bucha"]
    assert [h.right for h in load_index("de").lookup("butscha") if h.number == number] == [True]
    assert not any(h.right for h in load_index("en").lookup("butscha") if h.number == number)


@pytest.mark.parametrize(
    ("who", "surname", "given"),
    [
        ("dmytro-kuleba", "Kuleba", "Dmytro"),
        ("xi-jinping", "Xi", ""),
        ("ursula-von-der-leyen", "von der Leyen", "Ursula"),
        ("bashar-al-assad", "Assad", "Bashar"),
    ],
)
def test_parts_of_a_person(who: str, surname: str, given: str) -> None:
    e = BY_ID[who]
    assert (surname_of(e, e.en), given_of(e, e.en)) == (surname, given)


def test_regular_spelling_by_convention() -> None:
    assert load_channel("de").regular("Буча", "uk") == "Butscha"
    assert load_channel("nl").regular("Буча", "uk") == "Boetsja"
    assert load_channel("de").regular("БУЧА", "uk") == "BUTSCHA"
    assert load_channel("de").regular("x", "qq") is None


def test_formatter_sorts_and_is_stable() -> None:
    text = "id\tx\nb\t 2 \n\na\t1\r\nb\t2\n"
    assert format_table(text) == "id\tx\na\t1\nb\t2\n" == format_table(format_table(text))
    assert format_table("\u2028\ufeffid\tx\n\ufeff\u2028\n") == "id\tx\n"  # found by the long profile of tests/fuzz


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name\nKoval\n", "there is no column 'canonical'"),
        ("canonical\tfoo\nKoval\tx\n", "unknown column 'foo'"),
        ("canonical\tkind\n\tperson\n", "row 2: the column 'canonical' is empty"),
        ("canonical\tkind\nKoval\talien\n", "row 2: unknown kind 'alien'"),
        ("canonical\nKoval\tx\ty\n", "row 2: 3 cells under 1 columns"),
    ],
)
def test_user_lexicon_errors_name_file_row_and_remedy(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(content)
    with pytest.raises(LexiconError) as e:
        read_user(path)
    assert message in str(e.value)
    assert "mine.tsv" in str(e.value)


def test_missing_lexicon_is_an_option_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="cannot be read"):
        Normalizer(lexicons=[tmp_path / "none.tsv"])


def test_user_lexicon_takes_part(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("canonical\tnative\torigin\tkind\tcountry\nTestovychi\tТестовичі\tuk\tplace\tUA\n", encoding="utf-8")
    text = "Shelling hit the Ukrainian town of Testowytschi on Monday, officials in Kyiv said."
    assert Normalizer(target="en", model="none")(text).text == text
    assert "town of Testovychi on" in Normalizer(target="en", model="none", lexicons=[path])(text).text


def test_add_keeps_the_file_sorted_and_refuses_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "area.tsv"
    path.write_text("\t".join(COLUMNS) + "\n", encoding="utf-8")
    good = {"id": "b-town", "kind": "place.town", "country": "UA", "origin": "uk", "native": "Бтаун", "en": "Btown"}
    tools.add(good, path)
    tools.add({**good, "id": "a-town"}, path)
    assert [e.id for e in read_entities(path)] == ["a-town", "b-town"]
    before = path.read_text()
    with pytest.raises(LexiconError, match="unknown kind"):
        tools.add({**good, "id": "c-town", "kind": "alien"}, path)
    with pytest.raises(LexiconError, match="stands in"):
        tools.add(good | {"en": "Other"}, path)
    assert path.read_text() == before


def test_find() -> None:
    assert tools.find("Буча")[0]["id"] == "bucha"
    assert any(r["id"] == "dmytro-kuleba" for r in tools.find("kuleba"))


@pytest.mark.slow
def test_several_processes_compile_at_once(tmp_path: Path) -> None:
    env = {**os.environ, "NORMALIZE_CACHE": str(tmp_path)}
    code = (
        "from normalize import Normalizer; print(Normalizer(target='en', model='none')('In Boutsa, Ukraine, Kyiv said.').text)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert {r.communicate()[0].strip() for r in runs} == {"In Bucha, Ukraine, Kyiv said."}
    assert len([p for p in tmp_path.iterdir() if p.name.startswith("en-")]) == 1
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".build-")]


def test_compiled_index_is_reused() -> None:
    assert compiled("en") == compiled("en")


def test_a_process_with_another_lexicon_compiles_nothing(tmp_path: Path) -> None:
    code = "import sys; from normalize.lexicon.compile import _task; sys.exit(_task('en', sys.argv[1], 'another'))"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 1
    assert not list(tmp_path.iterdir())

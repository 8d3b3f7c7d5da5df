"""The public calls: results, options, errors, signature, languages, protection."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from normalize import InputError, ModelError, Normalizer, OptionError, normalize
from normalize.language import identify
from normalize.records import Candidate, Evidence, Option
from normalize.resolve.traces import with_traces
from normalize.rules import LoadedRule, Rule
from normalize.view import View


def test_article_is_repaired_and_explained(norm: Normalizer, article: str) -> None:
    r = norm(article, id="a1")
    assert "Foreign Minister Kuleba said" in r.text
    assert "the killings in Bucha must" in r.text
    assert "went to Irpin and Bucha on Sunday" in r.text
    assert r.revert() == article
    assert all(e.evidence and e.rule and e.category for e in r.edits)
    assert json.loads(json.dumps(r.to_dict()))["id"] == "a1"
    assert "+" in r.diff() and "Boutsa" in r.diff()


def test_traps_need_a_licence(norm: Normalizer) -> None:
    for text in (
        "The king of Bhutan met Ukraine's envoy in Thimphu. Bhutan and Ukraine have no embassies; the envoy spoke of Bucha.",
        "Bucharest said that Romania would help to rebuild Bucha in Ukraine. The mayor of Bucharest went to Irpin.",
        "India, Nepal and Bhutan abstained in the vote on Ukraine. The killings in Bucha shocked Kyiv.",
        "Jack Buta, a player born in Ukraine, visited Irpin near Kyiv and wrote about Bucha.",
    ):
        assert norm(text).edits == ()


def test_doubtful_names_are_repaired_in_the_company_of_sure_ones(norm: Normalizer) -> None:
    doubtful = "the trains from Lbib to Bakhmout ran late."
    assert norm(f"Ukraine counted its dead. It snowed, and {doubtful}").edits == ()
    text = f"Ukraine counted its dead. Shells fell on Charkovo and Mykolaif, and {doubtful}"
    r = norm(text)
    assert "from Lviv to Bakhmut" in r.text and r.revert() == text and norm(r.text).edits == ()
    told = {e.original: [x.detail for x in e.evidence if x.name.endswith("-garbled")] for e in r.edits}
    assert "Charkovo → Kharkiv" in told["Bakhmout"][0] and not told["Charkovo"]


def test_the_company_has_to_stand_nearby(norm: Normalizer) -> None:
    far = "It snowed on the hills and on the roofs of the old town. " * 50
    r = norm(f"Shells fell on Charkovo and Mykolaif in Ukraine. {far}Ukraine counted its dead. The trains to Lbib ran late.")
    assert "Lbib" in r.text and "Kharkiv and Mykolaiv" in r.text


def test_company_counts_for_a_name_as_far_as_it_is_a_likely_one() -> None:
    text = "Aaaa Bbbb Cccc Dddd"
    sure = [
        Candidate(5 * n, 5 * n + 4, "unknown-name", "name.person", (Option("X", (Evidence("near-name", 4.0),)),))
        for n in range(3)
    ]

    def last(others: int, company: float) -> float:
        doubtful = Option("Y", (Evidence("near-name", 0.0),), company=company)
        rows = [*sure[:others], Candidate(15, 19, "unknown-name", "name.person", (doubtful,))]
        found = with_traces(text, rows, lambda names: [(c.start, c.end, "X") for c in names if c in sure])  # type: ignore[misc]
        return max(o.score for o in found[-1].options)

    assert last(0, 1.0) == 0.0
    assert 0 < last(1, 0.0) == last(3, 0.0) < last(1, 0.8) < last(3, 0.8) < last(3, 1.0)


def test_what_a_second_reading_changes_back_is_left_and_the_rest_is_kept() -> None:
    own = Normalizer(target="en", model="none")
    text = "The alpha of Boutsa, near Kyiv, was was there."
    engine = own._engine("en")

    def swaps(before: str, after: str) -> LoadedRule:
        rule = Rule("swap", "term", "one word for another", 0.99)

        def find(view: View) -> Iterator[Candidate]:
            if (at := view.text.find(before)) >= 0:
                yield rule.candidate(at, at + len(before), after)

        return LoadedRule(rule, find, (), (), (), "")

    engine.rules = [*engine.rules, swaps("alpha", "omega"), swaps("omega", "alpha")]
    r = own(text)
    assert "The alpha of Bucha" in r.text and r.revert() == text and own(r.text).edits == ()
    assert "a second reading would change it back" in {f.reason for f in r.refusals}


def test_only_names_that_are_repaired_are_traces(norm: Normalizer) -> None:
    assert norm("The mayor of Boutsa, near Kyiv, spoke. She went with with her mother.").text.endswith("went with her mother.")
    assert norm('The caption said "Boutsa", near Kyiv. She went with with her mother.').edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/Boutsa and boutsa@example.org, @Boutsa, #Boutsa and Boutsa.txt about Bucha in Ukraine.",
        "Ukraine: run `open Boutsa` or\n```\nBoutsa\n```\nnear Kyiv and Bucha.",
        "The town of Bucha in Ukraine is often misspelled 'Butsa'.",
        "In French, the name of the Ukrainian town Bucha is spelled Boutcha.",
        "In Kyiv he read aloud: “Der Bürgermeister der Stadt hat nicht gewusst, dass die Leute in Butscha waren.”",
    ],
)
def test_protected(norm: Normalizer, text: str) -> None:
    assert norm(text).edits == ()


def test_offsets_with_odd_characters(norm: Normalizer) -> None:
    text = "😀 İstanbul e\u0301 👩\u200d👩 — Ukrainian forces left Boutsa.\r\nIn Kyiv, Bucha mourned. İ Boutsa\r\n"
    r = norm(text)
    assert [e.original for e in r.edits] == ["Boutsa", "Boutsa"]
    assert r.text == text.replace("Boutsa", "Bucha")
    for e in r.edits:
        assert text[e.start : e.end] == "Boutsa" and r.text[e.out_start : e.out_end] == "Bucha"


def test_possessives_and_hyphens(norm: Normalizer) -> None:
    text = "Ukraine mourned Boutsa's dead. A Boutsa-based doctor in Bucha said so to Kyiv."
    assert norm(text).text == text.replace("Boutsa", "Bucha")


@pytest.mark.parametrize("model", ["default", "none"])
def test_unknown_names_outside_english_are_likely_or_hints(model: str) -> None:
    garbled, typed = (
        "Il pilota Drzeviecki ha vinto in Polonia.",
        "Une tempête a frappé Brauschweig. À Braunschweig, en Allemagne, rien.",
    )
    assert Normalizer(target="it", model=model)(garbled).edits == ()
    assert Normalizer("likely", target="it", model=model)(garbled).text == garbled.replace("Drzeviecki", "Drzewiecki")
    left = Normalizer("likely", target="fr", model=model)(typed)
    assert left.edits == () and [(r.best, r.level) for r in left.refusals] == [("Braunschweig", "hint")]


def test_the_spelling_that_a_document_has_chosen_is_no_abbreviation() -> None:
    likely = Normalizer("likely", target="en")
    text = "VW of Germany reported record sales. Shares of Vokswagen rose in Frankfurt, and VW workers were pleased."
    assert likely(text).text == text.replace("Vokswagen", "Volkswagen")


def test_genitives_of_right_names_stay() -> None:
    text = "Moskau: Iwanow war der Stellvertreter Putins. Putin und Merkels Berater sprachen über Russland und Selenskyjs Reise nach Kiew."
    assert Normalizer(target="de", model="none")(text).edits == ()


def test_levels_are_nested(article: str) -> None:
    counts = [len(Normalizer(target="en", model="none", level=level)(article).edits) for level in ("safe", "likely", "hint")]
    assert counts == sorted(counts)


def test_style_only_when_asked(norm: Normalizer) -> None:
    text = "The mayor of Kiev spoke of Ukraine. Kiev is the capital of Ukraine."
    assert norm(text).edits == ()
    styled = Normalizer(target="en", model="none", style=True)(text)
    assert styled.text == text.replace("Kiev", "Kyiv")
    assert {e.category for e in styled.edits} == {"style"}


@pytest.mark.parametrize("bad", [b"x", None, 3, ["x"]])
def test_not_a_string(norm: Normalizer, bad: object) -> None:
    with pytest.raises(InputError):
        norm(bad)  # type: ignore[arg-type]


def test_bad_options(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="unknown level"):
        Normalizer(level="sure")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="unknown target"):
        Normalizer(target="xx")
    with pytest.raises(OptionError, match="list of paths"):
        Normalizer(lexicons="mine.tsv")
    with pytest.raises(ModelError):
        Normalizer(model=str(tmp_path / "nothing"))


def test_every_option_is_in_the_signature(tmp_path: Path) -> None:
    mine = tmp_path / "m.tsv"
    mine.write_text("canonical\nKoval\n")
    base = {"target": "en", "model": "none"}
    ways = [
        {},
        {"level": "likely"},
        {"style": True},
        {"target": "de"},
        {"target": None},
        {"lexicons": [mine]},
        {"model": "default"},
    ]
    signatures = [Normalizer(**{**base, **w}).signature for w in ways]  # type: ignore[arg-type]
    assert len(set(signatures)) == len(ways)
    assert "model:none" in signatures[0] and "model:char-t5" in signatures[-1]
    norm = Normalizer(**base)  # type: ignore[arg-type]
    assert norm("A text.").signature == norm.signature


@pytest.mark.parametrize("text", ["", " ", "\x00\x01", "\ud800", "1 2 3", "???"])
def test_nothing_to_do(text: str) -> None:
    r = normalize(text)
    assert r.text == text and r.edits == ()


def test_unknown_language_is_left_alone() -> None:
    text = "Pääministeri sanoi maanantaina, että tilanne Boutsan kaupungissa Ukrainassa on edelleen hyvin vaikea, eikä apua ole tullut."
    r = normalize(text)
    assert r.text == text and r.target == "fi"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ukrainian Foreign Minister Koulemba visited Boutsa.", "en"),
        ("Der Bürgermeister von Butscha dankte Wolodymyr Selenskyj.", "de"),
        ("Le maire de Boutcha a dit que la ville était libre.", "fr"),
        ("Мер Бучі сказав, що місто вільне.", "uk"),
        ("12345", None),
    ],
)
def test_identify(text: str, code: str | None) -> None:
    assert [identify(text) for _ in range(3)] == [code] * 3


def test_run_takes_strings_pairs_and_mappings(norm: Normalizer) -> None:
    docs = ["Kyiv.", ("b", "Kyiv."), {"id": 7, "text": "Kiew.", "target": "de"}]
    assert [(r.id, r.target) for r in norm.run(docs)] == [(None, "en"), ("b", "en"), ("7", "de")]
    with pytest.raises(InputError, match="key 'text'"):
        list(norm.run([{"id": 1}]))


def test_explain_shows_options_and_evidence(norm: Normalizer) -> None:
    found = [c for c in norm.explain("Ukrainian forces left Boutsa, Kyiv said.") if c.rule == "variant"]
    assert found[0].options[0].replacement == "Bucha"
    assert {e.name for e in found[0].options[0].evidence} >= {"unknown", "country"}


@pytest.mark.parametrize("make", ["{0}", "[{0}", '"{0}', "“{0} ", "{0} ,", "THE {0}"])
def test_time_is_linear(norm: Normalizer, make: str) -> None:
    piece = make.format("Boutsa Xyzzyqwe the the ")

    def seconds(n: int) -> float:
        gc.collect()
        start = time.process_time()
        norm(piece * n)
        return time.process_time() - start

    small, large = min(seconds(2_000), seconds(2_000)), min(seconds(8_000), seconds(8_000))
    assert large < 4 * small * 2.5 + 1.0


def test_model_tells_readings_apart_that_the_lexicon_holds_equal() -> None:
    text = "Shells fell on the town of Dhnipro in Ukraine on Monday, officials said."
    [without] = [c for c in Normalizer(target="en", model="none").explain(text) if c.rule == "variant"]
    [with_model] = [c for c in Normalizer(target="en").explain(text) if c.rule == "variant"]
    assert {e.name for e in without.options[0].evidence} >= {"rival"}
    assert with_model.options[0].replacement == "Dnipro"
    assert {e.name for e in with_model.options[0].evidence} >= {"told-apart"}
    assert {e.name for e in with_model.options[1].evidence} >= {"rival"}


def test_model_does_not_overrule_the_document() -> None:
    text = "Shells fell on the town of Muskfa in Russia on Monday, officials said."  # nearer to Moskva, but that is a river
    [c] = [c for c in Normalizer(target="en").explain(text) if c.rule == "variant"]
    assert c.options[0].replacement == "Moscow"
    assert all("told-apart" not in {e.name for e in o.evidence} for o in c.options)


def test_garble_of_an_accepted_spelling_becomes_the_preferred_one_unless_the_document_has_chosen() -> None:
    norm = Normalizer(target="en", level="likely")
    alone = norm("Archaeologists in Egypt opened the tomb of Tutankhaman in 1922.")
    chosen = norm("The mask of Tutankhamen is in Cairo. Egypt once lent the golden throne of Tutankhaman to London.")
    assert [(e.original, e.replacement) for e in alone.edits] == [("Tutankhaman", "Tutankhamun")]
    assert [(e.original, e.replacement) for e in chosen.edits] == [("Tutankhaman", "Tutankhamen")]


def test_everyday_word_of_another_language_is_at_most_likely() -> None:
    result = Normalizer(target="en")(
        "The train from Prague in the Czech Republic was late. In the evening it reached Praga station."
    )
    assert result.edits == ()
    assert "likely" in {r.level for r in result.refusals if r.original == "Praga"}


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (
            "In Brussels the President of the European Council Sharl Mishel received the guests.",
            [("Sharl Mishel", "Charles Michel")],
        ),
        ("A letter from Sharl Mishel, a baker in Tirana, came on Monday.", []),
        ("Iga Świątek and Coco Gauff are through; Khubert Hurkacz is out.", [("Khubert", "Hubert")]),
        ("Benfica lined up with Gedson Fernandes on the right; Cape Verde and Switzerland watched.", []),
    ],
)
def test_given_names_in_use_nowhere_are_evidence(norm: Normalizer, text: str, edits: list[tuple[str, str]]) -> None:
    """Both names of one person garbled are sure; a given name like a bearer's is another bearer's."""
    assert [(e.original, e.replacement) for e in norm(text).edits] == edits


def test_names_of_several_words_translated_in_part_need_no_word_for_their_kind(norm: Normalizer) -> None:
    assert norm("The guns near Hours Yar fell silent, officers in Ukraine said.").text.startswith(
        "The guns near Chasiv Yar fell"
    )
    assert norm("The guns near Hours Yar fell silent, officers in Norway said.").edits == ()


def test_a_club_under_a_name_that_another_language_gives_it(norm: Normalizer) -> None:
    assert norm("The title went to Bayern Monachium, and Germany yawned.").text.startswith("The title went to Bayern Munich")

"""The tools that are compared. Each is loaded by a function of its own and then changes one text after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalize.lexicon.index import Index

__all__ = ["FIRST", "NOTES", "SLOW", "TOOLS", "Run", "count_forms", "normalize_with"]

Run = Callable[[Iterable[str]], Iterator[Any]]
"""Texts in, one value a text out: the changed text, or anything that is unequal to the text if something was changed."""
FIRST = "Ukrainian forces are back in Boutsa, officials in Kyiv said."

NOTES = {
    "normalize": "without the model, the log of every document written as a JSON line",
    "normalize + model": "the same with the default model",
    "ftfy": "`ftfy.fix_text`",
    "bifixer": "characters, punctuation, orthography, line by line; no segmenting, no deduplication",
    "symspellpy": "every word: `lookup`, distance 2, its own English dictionary",
    "flashtext": "every variant of this lexicon with one reading → its canonical name, no context",
    "daachorse": "finds every form of this lexicon in the folded text, writes nothing: the physical limit",
}

SLOW = ("flashtext", "daachorse")
"""Take all the forms in, which is long."""


def normalize_with(model: str, target: str | None, lexicons: tuple[str, ...] = ()) -> Run:
    """This package, log included."""
    from normalize import Normalizer
    from normalize.adapters.log import entry_of, line_of

    norm = Normalizer(model=model, target=target, lexicons=lexicons)

    def run(texts: Iterable[str]) -> Iterator[str]:
        for result in norm.run(texts):
            line_of(entry_of(result))
            yield result.text

    return run


def _each(change: Callable[[str], Any]) -> Run:
    return lambda texts: (change(t) for t in texts)


def _ftfy(target: str | None) -> Run:
    import ftfy

    return _each(ftfy.fix_text)


def _bifixer(target: str | None) -> Run:
    from bifixer import restorative_cleaning as rc

    lang = target or "en"
    chars, punct, ortho, detok = (
        rc.getCharsReplacements(lang), rc.getNormalizedPunctReplacements(lang), rc.getReplacements(lang), rc.getDetokenizations(lang),
    )  # fmt: skip

    def line(text: str) -> str:
        fixed = rc.normalize(rc.fix(text, lang, *chars), lang, *punct)
        return str(rc.ortho_detok_fix(fixed, ortho, detok))

    return _each(lambda text: "\n".join(map(line, text.split("\n"))))


def _symspellpy(target: str | None) -> Run:
    from importlib.resources import files

    from symspellpy import SymSpell, Verbosity

    spell = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    spell.load_dictionary(str(files("symspellpy") / "frequency_dictionary_en_82_765.txt"), 0, 1)
    word = re.compile(r"[^\W\d_]+")

    def fix(m: re.Match[str]) -> str:
        found = spell.lookup(m[0], Verbosity.TOP, 2, include_unknown=True, transfer_casing=True)
        return str(found[0].term)

    return _each(lambda text: word.sub(fix, text))


def _forms(target: str | None) -> tuple[Index, list[str]]:
    """The compiled lexicon, and every form in it."""
    import marisa_trie

    from normalize.lexicon.index import load_index

    index = load_index(target or "en")
    tries = [t for t in vars(index).values() if isinstance(t, marisa_trie.RecordTrie)]
    return index, sorted({form for t in tries for form in t if form})


def _flashtext(target: str | None) -> Run:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    index, forms = _forms(target)
    for form in forms:
        readings = index.lookup(form)
        if len(readings) == 1 and not readings[0].right:
            processor.add_keyword(form, index.known[readings[0].number].alone)

    def replace(text: str) -> str:
        even = len(text.lower()) == len(text)  # it loses count where lower case is longer ("İ")
        return str(processor.replace_keywords(text)) if even else text

    return _each(replace)


def _daachorse(target: str | None) -> Run:
    import daachorse

    from normalize.fold import fold

    forms = [form.encode() for form in _forms(target)[1]]
    scanner = daachorse.DoubleArrayAhoCorasick(forms, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    return _each(lambda text: scanner.find(fold(text).encode("utf-8", "replace")) and text)


TOOLS: dict[str, Callable[[str | None], Run]] = {
    "normalize": lambda target: normalize_with("none", target),
    "normalize + model": lambda target: normalize_with("default", target),
    "ftfy": _ftfy,
    "bifixer": _bifixer,
    "symspellpy": _symspellpy,
    "flashtext": _flashtext,
    "daachorse": _daachorse,
}


def count_forms(path: str, target: str) -> int:
    """How many forms a user's lexicon has after the channels wrote its variants."""
    from normalize.lexicon.index import load_index

    index: Index = load_index(target, (path,), "count")
    return len(vars(index)["_own"])

"""The forms of an entity in a target: canonical spelling, accepted spellings, and the variants that the channels generate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from rapidfuzz.fuzz import ratio
from unidecode import unidecode

from normalize.fold import romanize
from normalize.lexicon.channels import Channel, channel_codes, load_channel
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.tables import Entity

__all__ = ["CANONICAL", "Form", "Spelling", "accepted", "canonical", "given_of", "surname_of", "variants_of", "word_variants"]

CYRILLIC = frozenset({"uk", "ru", "be", "bg", "sr", "mk"})
NON_LATIN = CYRILLIC | frozenset({"el", "ar", "fa", "he", "zh", "ja", "ko", "hi", "ka", "hy", "ur", "bn", "ta", "th", "my", "am", "ne", "ps", "kk", "ky", "tg", "mn", "si", "km", "lo", "dz", "ku", "ckb", "yi", "ug", "bo", "pa", "mr", "te", "gu", "kn", "ml"})  # fmt: skip
_ALIKE = 50  # percent of likeness from which two spellings may be of one surname
_TURNED = 20  # percent by which a given name is more like the surname where the order is turned
SURE = frozenset({"de", "fr", "es", "it", "pl", "nl", "pt", "cs", "sv"})
"""Targets whose newspapers follow their convention so closely that a regular form may be written."""
_TRANSLATED = frozenset(
    "place.country place.region place.sea place.desert org.group thing.species thing.event thing.period thing.language".split()
)
_AT_HOME = frozenset(
    "az uz tk ga gd gv cy kw br mt kl iu".split()
)  # languages whose spellings are used by their own speakers alone
_ARTICLE = re.compile(r"^[a-zàâéšı]{1,4}-(?=[^\W\d_a-z])")  # before an Arabic surname: al-, esch-
_OTHER = re.compile("[\u0370-\u1dff\u2e80-\U0003ffff]")  # letters of other scripts than Latin
CANONICAL, ALSO, ATTESTED, GENERATED, CALQUE, EXONYM = range(6)
Form = tuple[str, int, float, str]
"""(folded form, kind of form, cost, source language)."""


class Spelling(str):
    """A canonical spelling; `sure` tells whether it may be written into a text of the target or only protects."""

    sure: bool

    def __new__(cls, text: str, sure: bool = True) -> Spelling:
        """Wrap `text`."""
        out = super().__new__(cls, text)
        out.sure = sure
        return out


def canonical(e: Entity, target: str) -> Spelling:
    """The entity's usual spelling in `target` (see 'Regular' in lexicons/README.md)."""
    if target == "en":
        return Spelling(e.en)
    for code, form in e.other:
        if code == target:
            return Spelling(form, sure=not e.is_person or _same_surname(e, form))
    if e.origin == target and e.native and e.origin not in NON_LATIN:
        return Spelling(e.native)
    if e.origin in CYRILLIC and e.native and target in channel_codes():
        if target == e.origin:
            return Spelling(e.native)
        declined = e.gender == "f" and (target == "cs" or target == "pl" and e.native.endswith("ая"))  # Navalná, Nawalna
        common = declined or any(word[0].islower() for word in e.native.split()) or e.kind.startswith("org") and " " in e.native
        common = common or e.is_person and len(e.native.split()) != len(e.en.split())  # an epithet: Ivan the Terrible
        if (regular := load_channel(target).regular(e.native, e.origin)) is not None:
            return Spelling(regular, sure=not common and target in SURE)  # common nouns are translated, not transliterated
    if e.origin in NON_LATIN or e.origin in _AT_HOME or not e.native or _OTHER.search(e.native):
        return Spelling(e.en, sure=False)
    described = e.kind == "place.site" and " " in e.native  # Penitenciarul Aiud
    if described or e.kind in _TRANSLATED or e.origin == "la" or {"royal", "religious"} & set(e.role):
        return Spelling(e.native, sure=False)  # most have a name of their own in every language
    if e.is_person and e.origin in ("hu", "vi"):
        return Spelling(e.en)
    return Spelling(e.native)


def _same_surname(e: Entity, form: str) -> bool:
    """Whether the part of `form` that would stand alone is the surname, and no epithet, number or given name (Карл Великий, İşiba Şigeru)."""
    surname, own, first = (_letters(part) for part in (surname_of(e, e.en), surname_of(e, form), form.split(maxsplit=1)[0]))
    alike = ratio(own, surname)
    turned = " " in form and ratio(first, surname) > alike + _TURNED
    return not turned and (len(form.split()) == len(e.en.split()) or alike >= _ALIKE)


def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", romanize(text))


def surname_of(e: Entity, name: str) -> str:
    """The part of a person's `name` that stands alone at later mentions.

    Where the row gives a surname that `name` does not hold (another target's spelling), the words at its place are taken.
    """
    own = name.split()
    if not own:
        return ""
    alone = _surname(e, name, own)
    return alone if _ARTICLE.match(e.surname or e.en.split()[-1]) else _ARTICLE.sub("", alone)  # Anwar as-Sadat: Sadat


def _surname(e: Entity, name: str, own: list[str]) -> str:
    words, alone = e.en.split(), e.surname.split()
    if not alone:
        parts = 1 if _ARTICLE.match(words[-1]) or "-" in own[-1] or len(own) <= len(words) else len(words[-1].split("-"))
        return " ".join(own[-parts:])  # David Ben Gurion
    if f" {e.surname} " in f" {name} " or name.endswith(f"-{e.surname}"):
        return e.surname
    if len(alone) >= len(words):
        return name
    at = next((i for i in range(len(words)) if words[i : i + len(alone)] == alone), len(words) - len(alone))
    return " ".join(own[at : at + len(alone)] if len(own) == len(words) else own[-len(alone) :])


def given_of(e: Entity, name: str) -> str:
    """What stands before the surname in a person's `name`; empty for one-word names and surname-first names."""
    surname = surname_of(e, name)
    if not name.endswith(surname) or name == surname:
        return ""
    before = name[: -len(surname)].strip()
    return before.rsplit(" ", 1)[0] if before.endswith("-") and " " in before else "" if before.endswith("-") else before


def accepted(e: Entity, target: str) -> Iterator[str]:
    """Whole spellings that are right in `target` beside the canonical one."""
    yield from e.also
    yield from (form for code, form in e.other if code == target)
    if e.native and e.origin in CYRILLIC:
        profile = load_profile(target) if target in target_codes() else None
        names = [(e.native, e.origin)] + [(canonical(e, "ru"), "ru")] * (
            e.origin != "ru"
        )  # Charkow: still written, and no garble
        for code in {target, *(profile.conventions if profile else ())} & set(channel_codes()):
            yield from (form for name, origin in names for form in load_channel(code).usual(name, origin))
        if profile and e.origin in profile.also:
            yield profile.also[e.origin].respell(e.native)
    if target != "en":
        yield e.en
    if e.origin == "de":
        yield from {e.native.replace("ß", "ss"), e.native.replace("ss", "ß")} - {e.native}  # Bahnhofstrasse is Swiss
    if e.origin not in NON_LATIN and e.native:
        yield e.native if not (e.is_person and e.origin in ("hu", "vi")) else e.en


@cache
def _channels() -> tuple[Channel, ...]:
    return tuple(load_channel(c) for c in channel_codes())


@lru_cache(maxsize=20_000)
def word_variants(native: str, latin: str, origin: str, limit: int = 10) -> tuple[tuple[str, str, float], ...]:
    """(folded variant, source, cost) of one lower-case word through every channel."""
    out = []
    for ch in _channels():
        if ch.language == origin and ch.script != "Latn":
            found = ch.read.spell(native, limit)
        elif origin in ch.write:
            found = ch.variants(native, origin, limit)
        elif "Latn" in ch.write and latin:
            found = ch.variants(_romanised(latin), "Latn", limit)
        else:
            continue
        code = ch.language
        out += [(form, code, cost) for cost, form in found if form.isascii() and form.isprintable()]
    return tuple(out)


@lru_cache(maxsize=1000)
def _romanised(latin: str) -> str:
    return str(unidecode(latin)).lower()


def _words_and_marks(name: str) -> tuple[list[str], list[str]]:
    parts = re.split(r"([ -])", name)
    return parts[::2], parts[1::2]


def variants_of(native: str, latin: str, origin: str, limit: int = 10) -> Iterable[tuple[str, str, float]]:
    """Variants of a whole name of one or several words as (folded form, source, cost); words vary independently, the cheapest kept.

    `limit`: how many of one word through one channel. A form comes once for every way to it.
    """
    natives, marks = _words_and_marks(" ".join(native.lower().replace("’", "'").replace("ʼ", "'").split()))
    latins, _ = _words_and_marks(" ".join(latin.lower().split()))
    if not native or len(natives) > 4:
        return ()
    pads = latins if len(latins) == len(natives) else natives if origin not in NON_LATIN else [""] * len(natives)
    if len(natives) == 1:
        return word_variants(natives[0], pads[0], origin, limit)
    return _joined(natives, marks, pads, origin)


def _joined(natives: list[str], marks: list[str], pads: list[str], origin: str) -> Iterator[tuple[str, str, float]]:
    """Names of several words: the twelve cheapest of every source."""
    per_source: dict[str, list[tuple[float, str]]] = {}
    for k, (native, latin) in enumerate(zip(natives, pads, strict=True)):
        grown: dict[str, list[tuple[float, str]]] = {}
        for form, source, cost in word_variants(native, latin, origin, 4):
            before = per_source.get(source, ()) if k else ((0.0, ""),)
            grown.setdefault(source, []).extend((c + cost, s + (marks[k - 1] if k else "") + form) for c, s in before)
        per_source = {s: sorted(rows)[:12] for s, rows in grown.items()}
    for source, rows in per_source.items():
        for cost, form in rows:
            yield form, source, cost
            if "-" in form:
                yield form.replace("-", " "), source, cost

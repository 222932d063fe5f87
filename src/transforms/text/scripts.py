"""Which characters are of which kind of script, as ranges for character classes: `f"[{HANGUL}]"`.

The kinds differ on purpose: what two letters are worth depends on what is counted. The words by
which texts are matched have ranges of their own, in UTF-8 (`dedup.match.tokens`): their hashes are
stored, so that these may not follow a change here.
"""

from __future__ import annotations

#: Syllables of Korean, which is written with spaces but in few letters a word.
HANGUL = "\uac00-\ud7a3"
#: Kana and Han: the letters of which two are counted as a word of a page.
KANA_AND_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
#: Scripts whose words only a dictionary tells apart: Thai, Lao, Burmese, Khmer, with figures.
BROKEN = (
    "\u0e01-\u0e3a\u0e40-\u0e5b\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
)
#: Letters, marks and figures of Tibetan, without the signs between its syllables.
TIBETAN = "\u0f00\u0f20-\u0f33\u0f35\u0f37\u0f39\u0f40-\u0fbc"
#: Scripts without spaces between words: Thai, Lao, Burmese, Khmer, and those of China and Japan
#: with their radicals and signs. The trained models count by these, without Hangul.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff"
#: Scripts in which a letter is about half a word, with spaces or without: how much a line says is
#: estimated by these, and its subject told by pairs of such letters.
DENSE = UNSPACED + HANGUL
#: Letters that are two columns wide where every other is one, full-width forms included: by these
#: it is seen to what width a text was wrapped.
WIDE = "\u1100-\u11ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60" + HANGUL
#: Han and kana for the regular expressions of Polars, on all planes: `words` of the contract counts
#: each as a word.
CJK_PROPERTIES = r"\p{Han}\p{Hiragana}\p{Katakana}"

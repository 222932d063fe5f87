"""The encodings of the web: all of them are read where they are declared, and most of the text
where nothing declares them.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from transforms.text.charsets import codec_of
from transforms.text.encoding import decode

#: What newspapers write, in the languages that each encoding was made for.
RUSSIAN = (
    "Сегодня на рынке подешевел хлеб. После дождя дорога была скользкой, и автобус из "
    "района опоздал на сорок минут."
)
UKRAINIAN = (
    "Сьогодні на ринку подешевшав хліб. Після дощу дорога була слизькою, і автобус із "
    "району запізнився на сорок хвилин."
)
POLISH = (
    "Dziś na targu staniał chleb. Po deszczu droga była śliska, a autobus z powiatu spóźnił "
    "się o czterdzieści minut, mówią świadkowie."
)
ROMANIAN = (
    "Astăzi pâinea s-a ieftinit la piață. După ploaie drumul era alunecos, iar autobuzul "
    "din județ a întârziat patruzeci de minute."
)
FRENCH = (
    "Le pain a coûté moins cher au marché ; après la pluie, la route était glissante et le "
    "car du département a eu un léger retard."
)
EURO = (
    "Le pain coûte 2 € au marché ; l’œuf, lui, a doublé : « c’est trop », dit la sœur du "
    "préfet, gênée par la boue de l’été."
)
TURKISH = (
    "Bugün pazarda ekmek ucuzladı. Yağmurdan sonra yol kaygandı ve ilçeden gelen otobüs "
    "kırk dakika gecikti, dedi görgü tanıkları."
)
GREEK = (
    "Σήμερα στην αγορά φθήνυνε το ψωμί. Μετά τη βροχή ο δρόμος ήταν ολισθηρός και το "
    "λεωφορείο άργησε σαράντα λεπτά."
)
HEBREW = (
    "היום בשוק הוזל הלחם. אחרי הגשם הכביש היה חלק והאוטובוס מן המחוז איחר בארבעים דקות, כך "
    "מסרו עדי ראייה."
)
ARABIC = (
    "انخفض اليوم سعر الخبز في السوق. بعد المطر كان الطريق زلقا وتأخرت الحافلة القادمة من "
    "المنطقة أربعين دقيقة."
)
THAI = "วันนี้ที่ตลาดขนมปังราคาถูกลง หลังฝนตกถนนลื่น และรถโดยสารจากอำเภอมาช้าไปสี่สิบนาที ชาวบ้านกล่าว"
LITHUANIAN = (
    "Šiandien turguje atpigo duona. Po lietaus kelias buvo slidus, o autobusas iš rajono "
    "vėlavo keturiasdešimt minučių, sako žmonės."
)
ESPERANTO = (
    "Hodiaŭ sur la foiro la pano malmultekostiĝis. Post la pluvo la vojo estis glita, kaj "
    "la aŭtobuso el la distrikto malfruiĝis, ŝi diris."
)
ICELANDIC = (
    "Í dag lækkaði brauðið á markaðnum. Eftir rigninguna var vegurinn háll og rútan úr "
    "sýslunni kom fjörutíu mínútum of seint, þótt það."
)
WELSH = (
    "Heddiw aeth y bara yn rhatach yn y farchnad. Ar ôl y glaw roedd y ffordd yn llithrig, "
    "a'r bws o'r sir yn hwyr; tŷ, dŵr, ŵyn a chŵn."
)
VIETNAMESE = (
    "Hôm nay ở chợ bánh mì rẻ hơn. Sau cơn mưa đường trơn, và xe buýt từ huyện đến muộn "
    "bốn mươi phút, người dân nói."
)
JAPANESE = "今日は市場でパンが安くなりました。雨のあとで道が滑りやすく、郡からのバスは四十分遅れました。住民が話しています。"
SIMPLIFIED = "今天市场上的面包便宜了一些。雨后道路很滑，从县里来的公共汽车晚了四十分钟，居民们说。"
TRADITIONAL = "今天市場上的麵包便宜了一些。雨後道路很滑，從縣裡來的公車晚了四十分鐘，居民們說。"
KOREAN = "오늘 시장에서 빵값이 조금 내렸다. 비가 온 뒤에 길이 미끄러웠고 군에서 오는 버스는 사십 분 늦었다고 주민들이 말했다."

ENCODINGS = {
    "UTF-8": KOREAN, "IBM866": RUSSIAN, "ISO-8859-2": POLISH, "ISO-8859-3": ESPERANTO, "ISO-8859-4": LITHUANIAN, "ISO-8859-5": RUSSIAN,
    "ISO-8859-6": ARABIC, "ISO-8859-7": GREEK, "ISO-8859-8": HEBREW, "ISO-8859-8-I": HEBREW, "ISO-8859-10": ICELANDIC,
    "ISO-8859-13": LITHUANIAN, "ISO-8859-14": WELSH, "ISO-8859-15": EURO.replace("’", "'"), "ISO-8859-16": ROMANIAN,
    "KOI8-R": RUSSIAN, "KOI8-U": UKRAINIAN, "macintosh": FRENCH, "windows-874": THAI, "windows-1250": POLISH, "windows-1251": RUSSIAN,
    "windows-1252": EURO, "windows-1253": GREEK, "windows-1254": TURKISH, "windows-1255": HEBREW, "windows-1256": ARABIC,
    "windows-1257": LITHUANIAN, "windows-1258": VIETNAMESE, "x-mac-cyrillic": RUSSIAN, "GBK": SIMPLIFIED, "gb18030": SIMPLIFIED,
    "Big5": TRADITIONAL, "EUC-JP": JAPANESE, "ISO-2022-JP": JAPANESE, "Shift_JIS": JAPANESE, "EUC-KR": KOREAN, "UTF-16BE": KOREAN,
    "UTF-16LE": RUSSIAN, "ISO-8859-1": FRENCH, "ISO-8859-9": TURKISH, "ISO-8859-11": THAI, "GB2312": SIMPLIFIED, "Big5-HKSCS": TRADITIONAL,
    "EUC-CN": SIMPLIFIED, "ks_c_5601-1987": KOREAN, "windows-949": KOREAN, "windows-31j": JAPANESE, "windows-936": SIMPLIFIED,
    "US-ASCII": "Bread was cheaper at the market today.", "UTF-32LE": RUSSIAN, "UTF-32BE": JAPANESE,
}  # fmt: skip
#: Share of the undeclared texts that must come out letter for letter: some twins differ in no
#: letter of these sentences.
LEAST_DETECTED = 0.8


def encoded(text: str, label: str) -> bytes:
    codec = codec_of(label)
    assert codec, label
    if codec == "cp1258":  # its tones are combining marks
        text = "".join(
            c if _fits(c, codec) else _apart(c) for c in unicodedata.normalize("NFC", text)
        )
    return text.encode(codec)


def _fits(char: str, codec: str) -> bool:
    try:
        return bool(char.encode(codec))
    except UnicodeEncodeError:
        return False


def _apart(char: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", char))
    tone = next((m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"), "")
    return unicodedata.normalize("NFC", base + "".join(m for m in marks if m != tone)) + tone


def same(ours: str, text: str) -> bool:
    return unicodedata.normalize("NFC", ours) == unicodedata.normalize("NFC", text)


def test_there_are_fifty_one() -> None:
    assert len(ENCODINGS) == 51


@pytest.mark.parametrize("label", ENCODINGS)
def test_an_encoding_is_read_where_http_or_the_page_declares_it(label: str) -> None:
    text = ENCODINGS[label]
    assert same(decode(encoded(text, label), declared=label).text, text)
    if not label.startswith("UTF-"):  # a wide encoding cannot be declared inside
        page = f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'
        assert same(decode(encoded(page, label), media_type="text/html").text, page)


def test_most_encodings_are_read_where_nothing_declares_them() -> None:
    missed = [
        label
        for label, text in ENCODINGS.items()
        if not same(decode(encoded(text + "\n", label) * 3).text, (text + "\n") * 3)
    ]
    print(
        f"{len(ENCODINGS) - len(missed)} of {len(ENCODINGS)} undeclared texts come out letter for "
        f"letter; not: {missed}"
    )
    assert len(missed) <= (1 - LEAST_DETECTED) * len(ENCODINGS), missed


def test_pages_of_the_html5lib_suite_come_out_as_it_says(corpora: Path) -> None:
    """By the text: a page of ASCII alone reads the same whatever a misshapen declaration on it is
    taken for.
    """
    right = named = total = 0
    missed = []
    for path in sorted((corpora / "html5lib-tests" / "encoding").glob("*.dat")):
        for data, wanted in re.findall(
            rb"#data\n(.*?)\n#encoding\n([^\n]+)", path.read_bytes(), re.DOTALL
        ):
            found, codec = decode(data, media_type="text/html"), codec_of(wanted.decode())
            assert codec, wanted
            good = found.text == data.decode(codec, "replace").removeprefix("\ufeff")
            right, named, total = right + good, named + (found.encoding == codec), total + 1
            missed += [] if good else [(data[:80], wanted, found.encoding, found.source)]
    print(
        f"{right} of {total} pages of the suite read as it says, {named} by the encoding it "
        f"names; not: {missed}"
    )
    assert right >= 0.95 * total

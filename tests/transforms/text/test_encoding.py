from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.formats.sniff import sniff
from transforms.text.charsets import codec_of
from transforms.text.encoding import Decoded, decode

KOREAN = "오늘 시장에서 쌀값이 조금 내렸다. 비가 온 뒤에 길이 미끄러웠다.\n" * 8
RUSSIAN = "Сегодня на рынке подешевел хлеб. После дождя дорога была скользкой.\n" * 8
JAPANESE = "今日は市場で米の値段が少し下がりました。雨のあとで道が滑りやすい。\n" * 8
CHINESE = "今天市场上的米价略有下降。雨后道路很滑。\n" * 8
FRENCH = "Le pain a coûté moins cher au marché ; après la pluie, la route était glissante.\n" * 8


def test_a_bom_wins_over_a_wrong_header_and_is_not_in_the_text() -> None:
    assert decode(b"\xef\xbb\xbfcaf\xc3\xa9", declared="latin1") == Decoded(
        "café", "utf-8", "bom", 3
    )


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_is_read_with_and_without_a_bom(codec: str) -> None:
    assert decode(("\ufeff" + RUSSIAN).encode(codec)) == Decoded(
        RUSSIAN, codec, "bom", 4 if "32" in codec else 2
    )
    assert decode(RUSSIAN.encode(codec)) == Decoded(RUSSIAN, codec, "detected", 0)
    assert decode("Rain fell.".encode(codec)).text == "Rain fell."


def test_a_lone_nul_in_ascii_is_no_sign_of_utf_16() -> None:
    assert decode(b"rain\x00 fell in the hills") == Decoded(
        "rain\x00 fell in the hills", "utf-8", "utf-8"
    )


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (KOREAN, "cp949"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
    ],
)
def test_a_declared_latin_charset_is_passed_over_where_it_reads_no_latin_text(
    text: str, codec: str, declared: str
) -> None:
    found = decode(text.encode(codec), declared=declared)
    assert (found.text, found.source) == (text, "detected")


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "Åäö öäå: pääsy töölöön, yöllä häät. " * 9,
        "Ações e opções não são às vezes úteis; “lições”… " * 9,
        "\xa0\xa0\xa0\xa0\xa0Ein Satz mit Einzug. " * 20,
        "ÉTÉ À L'ÎLE D'OLÉRON : ÇA DÉMÉNAGE ÂPREMENT. " * 9,
    ],
)
def test_a_declared_latin_charset_is_believed_of_a_text_of_a_latin_script(text: str) -> None:
    found = decode(text.encode("cp1252"), declared="iso-8859-1")
    assert (found.text, found.source) == (text, "http")


def test_nothing_is_empty_text() -> None:
    assert decode(b"") == Decoded("", "utf-8", "utf-8")


def test_the_http_charset_comes_before_meta() -> None:
    page = '<meta charset="utf-8">бежать'.encode("cp1251")
    assert decode(page, declared="windows-1251", media_type="text/html") == Decoded(
        '<meta charset="utf-8">бежать', "cp1251", "http"
    )


def test_latin1_means_windows_1252_on_the_web() -> None:
    assert decode(b"\x93rain\x94", declared="ISO-8859-1") == Decoded("“rain”", "cp1252", "http")


def test_a_declared_charset_that_fails_is_passed_over() -> None:
    assert decode(KOREAN.encode("cp949"), declared="utf-8") == Decoded(KOREAN, "cp949", "detected")
    assert decode("é".encode(), declared="shift_jis-not-a-charset") == Decoded(
        "é", "utf-8", "utf-8"
    )


@pytest.mark.parametrize(
    "tag",
    [
        "<meta charset=gb2312>",
        "<META CHARSET='gb2312' />",
        '<meta name="x"><meta content="text/html; charset=gb2312" http-equiv="Content-Type">',
        '<!-- <meta charset="utf-8"> --><meta charset="gb2312">',
    ],
)
def test_meta_names_the_charset_of_html(tag: str) -> None:
    assert decode((tag + CHINESE).encode("gb18030"), media_type="text/html").source == "meta"
    assert decode((tag + CHINESE).encode("gb18030"), media_type="text/html").text == tag + CHINESE


def test_meta_is_not_looked_for_in_plain_text() -> None:
    assert decode(b'<meta charset="koi8-r"> rain', media_type="text/plain").source == "utf-8"


def test_a_description_that_speaks_of_charsets_declares_none() -> None:
    page = '<meta name="description" content="charset=koi8-r">é'
    assert decode(page.encode(), media_type="text/html") == Decoded(page, "utf-8", "utf-8")


def test_utf_16_in_an_ascii_meta_tag_means_utf_8() -> None:
    assert decode('<meta charset="utf-16">é'.encode(), media_type="text/html").encoding == "utf-8"


def test_the_xml_declaration_counts() -> None:
    feed = f'<?xml version="1.0" encoding="EUC-JP"?><rss>{JAPANESE}</rss>'
    assert decode(feed.encode("euc_jp"), media_type="application/xml") == Decoded(
        feed, "euc_jp", "xml"
    )


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "gb18030"),
        (FRENCH, "cp1252"),
    ],
)
def test_undeclared_text_is_detected(text: str, codec: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.source) == (text, "detected")


def test_one_stray_byte_does_not_make_utf_8_another_encoding() -> None:
    found = decode(KOREAN.encode() + b"\x80" + KOREAN.encode())
    assert found == Decoded(KOREAN + "\ufffd" + KOREAN, "utf-8", "replaced")


def test_utf_8_cut_within_its_last_character_is_utf_8() -> None:
    assert decode("오늘".encode()[:-1]) == Decoded("오\ufffd", "utf-8", "replaced")


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("latin1", "cp1252"),
        (" US-ASCII ", "cp1252"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("Shift_JIS", "cp932"),
        ("big5", "big5hkscs"),
        ("x-sjis", "cp932"),
        ("iso-8859-9", "cp1254"),
        ("tis-620", "cp874"),
        ("KOI8-R", "koi8-r"),
        ("windows-1256", "cp1256"),
        ("utf8", "utf-8"),
        ("hex", None),
        ("utf-7", None),
        ("unicode_escape", None),
        ("", None),
        ("é", None),
        ("x" * 99, None),
    ],
)
def test_labels_mean_what_the_web_means(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@given(
    st.binary(max_size=300),
    st.sampled_from([None, "utf-8", "latin1", "euc-kr", "utf-16", "nonsense", "iso-2022-jp"]),
    st.sampled_from(["text/html", "text/plain"]),
)
def test_any_bytes_become_text_and_say_when_some_were_replaced(
    payload: bytes, declared: str | None, media_type: str
) -> None:
    found = decode(payload, declared=declared, media_type=media_type)
    body = payload[found.bom_bytes :]
    if found.source == "replaced":
        assert found.text == body.decode(found.encoding, "replace")
    else:
        assert found.text == body.decode(found.encoding)


@given(st.text(max_size=200))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()).text == text


@pytest.mark.parametrize("label", ["windows-1252", "ISO-8859-15", "koi8-r"])
def test_utf_8_beyond_doubt_beats_a_declared_single_byte_charset(label: str) -> None:
    page = f'<meta charset="{label}"><p>{FRENCH}'
    assert decode(page.encode(), media_type="text/html") == Decoded(page, "utf-8", "utf-8")
    assert decode(FRENCH.encode(), declared=label) == Decoded(FRENCH, "utf-8", "utf-8")
    assert decode(FRENCH.encode("cp1252"), declared="cp1252") == Decoded(FRENCH, "cp1252", "http")


def test_one_pair_of_bytes_that_could_be_utf_8_leaves_the_declaration_its_say() -> None:
    assert decode("prix : Ã©".encode("cp1252"), declared="cp1252").text == "prix : Ã©"


@pytest.mark.parametrize(
    "data", [b"\0\1\2\0" * 500, b"\x00\x01\x02\x03" * 300, bytes(range(256)) * 20, b"\0\0\2\0" * 90]
)
def test_bytes_with_nuls_that_make_no_text_are_no_wide_text(data: bytes) -> None:
    assert not decode(data).encoding.startswith(("utf-16", "utf-32"))
    assert sniff(data[:8192]) == "binary"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [KOREAN, JAPANESE, CHINESE, FRENCH])
def test_wide_text_of_other_scripts_is_still_read(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == Decoded(text, codec, "detected")

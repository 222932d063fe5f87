"""Charset labels as the web uses them -> Python codecs. Source: the label table of the WHATWG
Encoding Standard.
"""

from __future__ import annotations

import codecs

# Only the labels that Python lacks or reads more narrowly than the web does: each codec here is a
# superset of what its labels say, because pages are written with the superset. All other labels are
# looked up among Python's own aliases.
_LABELS: dict[str, str] = {
    label: codec
    for codec, labels in {
        "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        "utf-16-le": "utf-16 utf16 unicode csunicode iso-10646-ucs-2 ucs-2 unicodefeff",
        "utf-16-be": "unicodefffe",
        "utf-32-le": "utf-32 utf32",
        "cp1252": "ascii us-ascii ansi_x3.4-1968 latin1 latin-1 l1 cp819 ibm819 csisolatin1 "
        "iso-ir-100 iso-8859-1 iso8859-1 "
        "iso88591 iso_8859-1 iso_8859-1:1987 x-cp1252 x-user-defined 8859-1 8859_1 ansi x-ansi",
        "cp1250": "x-cp1250",
        "cp1251": "x-cp1251 win-1251",
        "cp1253": "x-cp1253",
        "cp1255": "x-cp1255",
        "cp1256": "x-cp1256",
        "cp1257": "x-cp1257",
        "cp1258": "x-cp1258",
        "cp1254": "x-cp1254 latin5 l5 csisolatin5 iso-ir-148 iso-8859-9 iso8859-9 iso88599 "
        "iso_8859-9 iso_8859-9:1989",
        "cp874": "dos-874 windows-874 iso-8859-11 iso8859-11 iso885911 iso_8859-11 tis-620 tis620",
        "iso8859-2": "iso88592",
        "iso8859-3": "iso88593",
        "iso8859-4": "iso88594",
        "iso8859-5": "iso88595",
        "iso8859-6": "iso88596 iso-8859-6-e iso-8859-6-i csiso88596e csiso88596i",
        "iso8859-7": "iso88597 sun_eu_greek",
        "iso8859-8": "iso88598 iso-8859-8-e iso-8859-8-i csiso88598e csiso88598i logical visual",
        "iso8859-10": "iso885910",
        "iso8859-13": "iso885913",
        "iso8859-14": "iso885914",
        "iso8859-15": "iso885915",
        "gb18030": "gb2312 gbk windows-936 ms936 chinese csgb2312 csiso58gb231280 gb_2312 "
        "gb_2312-80 iso-ir-58 x-gbk cp936 euc-cn",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 big5-eten",
        "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "
        "cswindows31j",
        "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
        "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601 ks_c_5601-1987 "
        "ks_c_5601-1989 ksc5601 ksc_5601 "
        "windows-949 euckr ks_c-5601-1987",
        "koi8-r": "koi koi8 cskoi8r koi8_r",
        "koi8-u": "koi8-ru",
        "mac-roman": "csmacintosh x-mac-roman mac",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    }.items()
    for label in labels.split()
}
# Codecs of Python that are not charsets of documents, or (UTF-7) that make markup out of plain
# ASCII.
_NOT_CHARSETS = frozenset(
    {
        "utf-7",
        "idna",
        "punycode",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "undefined",
        "charmap",
        "mbcs",
        "oem",
        "unicode_internal",
    }
)


def codec_of(label: str) -> str | None:
    """The Python codec a label stands for on the web, or None: `'Latin1'` is `'cp1252'`,
    `'ks_c_5601-1987'` is `'cp949'`.
    """
    name = label.strip(" \t\r\n\f\"'").lower()
    if not name or len(name) > 40 or not name.isascii() or "\0" in name:
        return None
    try:
        found = codecs.lookup(_LABELS.get(name, name))
    except (LookupError, ValueError):
        return None
    if found.name in _NOT_CHARSETS or not getattr(found, "_is_text_encoding", True):
        return None
    return found.name

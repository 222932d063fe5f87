"""Captures made to hurt their readers: templates of every format, their addresses, dates, JSON,
entities and charsets odd, their bytes changed at random.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.support.inputs import ARC, PACKINGS, parquet, response

_SCHEMES = (
    "http://",
    "https://",
    "//",
    "HTTP:",
    "ftp://",
    "javascript:",
    "http:/",
    "",
    "http://u:p@",
)
_HOSTS = (
    "a.example", "[::1", "[::1]", "[fe80::1%25eth0]", "[v1.x]", "]", "a.example]", "\x00", "\ud800", "a\u2100b",
    "xn--", "xn--a", "xn--\u00fc", "b\u00fccher.example", "\u212a.example", "\uff0e", "..", ".", "a..b", "-", "1",
    "256.1.1.1", "0x7f.1", "a" * 300 + ".example", "example.co.uk", "\u0645\u062b\u0627\u0644.\u0625", "a b", "xn--" + "9" * 80,
)  # fmt: skip
_PORTS = ("", ":80", ":", ":99999", ":-1", ":x", ":\u0664\u0662", ":" + "9" * 5_000, ":0")
_PATHS = (
    "", "/", "/2026/03/08/rain", "/2026/13/99/x", "/0000/00/00/", "/9999/12/31/a", "/%", "/%zz%00", "/%ed%a0%80",
    "/\ud800", "/\x00", "/a?b&c=%", "?", "#!/", ";jsessionid=1", "/..//../", "/" * 900, "/rain-" + "1" * 30, "/20260230-rain",
    "/\u0662\u0660\u0662\u0666/\u0660\u0663/\u0660\u0668/x", "/2026/feb/31/x", "/a:b", "/[", "/2026-00-10-x/",
)  # fmt: skip
_YEARS = (
    "0",
    "0000",
    "0001",
    "1",
    "1599",
    "1900",
    "2026",
    "9999",
    "99999",
    "20260",
    "-1",
    "\u0662\u0660\u0662\u0666",
    "\u00b2\u2070",
)
_SMALL = (
    "0",
    "00",
    "1",
    "03",
    "8",
    "12",
    "13",
    "28",
    "29",
    "30",
    "31",
    "32",
    "60",
    "99",
    "\u00b2",
    "\u0663",
    "",
    "\U0001d7d8",
)
_ZONES = (
    "",
    "Z",
    " GMT",
    "+00:00",
    "+14:00",
    "-14:00",
    "+99:99",
    "-23:59",
    "+2400",
    "-0000",
    " EST",
    "+1",
    " +9999",
    "[Asia/Seoul]",
)
_DATES = (
    "{y}-{s}-{s}T{s}:{s}:{s}{z}", "{y}-{s}-{s}{z}", "{y}{s}{s}{s}{s}{s}", "Sun, {s} Mar {y} {s}:{s}:{s}{z}",
    "{s} March {y}", "March {s}, {y}", "{s}/{s}/{y}", "{s}.{s}.{y} {s}:{s}", "{y}년 {s}월 {s}일", "{y}年{s}月{s}日", "令和{s}年{s}月{s}日",
    "平成{y}年{s}月{s}日", "昭和元年{s}月{s}日", "明治{y}年{s}月{s}日", "Juche {y} ({y})", "주체{y}({y})년 {s}월 {s}일", "{y}{y}{y}", "{y}", "{s} hours ago",
    "{y} days ago", "vor {y} Tagen", "{s}月{s}日", "PARIS, {s} Mar {y} (AFP) - Rain", "Mar {s} {s}:{s} pm{z}", "Sun Mar {s} {s}:{s}:{s} CET {y}",
    "ngày {s} tháng {s} năm {y}", "{y}-W{s}-{s}", "{y}-{s}-{s} {s}:{s} {s} pm", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "{y} years ago", "yesterday at {s}:{s}", "Sun, {s} Mar {y}", "{s}h{s}", "le {s} mars {y} à {s}h{s}", "last Monday", "{y} weeks ago, {y} minutes",
    "99999999999999999", "1e400", "-62135596800", "253402300799000", "2026-03-08T10:00:00.999999999999999999Z",
)  # fmt: skip
_ENTITIES = (
    "&#x110000;", "&#0;", "&#xD800;", "&#99999999999999999999;", "&#x;", "&;", "&amp;amp;amp;", "&notanentity;", "&#-1;", "&#x80;",
    "&nbsp", "&bne;", "&#\u0663;", "&#xFFFFFFFFFFFFFFFFF;", "<![CDATA[", "]]>", "<!--", "-->", "<?", "\x00", "\x1b$B", "\ud83d", "\ufeff", "\u2028",
)  # fmt: skip
CHARSETS = (
    None, "utf-8", "UTF-16", "utf-32", "utf-7", "idna", "punycode", "rot13", "base64", "hex", "zip", "undefined", "mbcs", "unicode_escape",
    "raw_unicode_escape", "iso-2022-jp", "hz-gb-2312", "gb18030", "big5", "windows-1252", "x-user-defined", "\x00", "\ud800", "a" * 3_000, "", " ",
    "utf-8\x00", "charset=utf-8", "cp037", "../../x", "latin-1; utf-8", "ebcdic", "utf_8_sig", "oem", "ascii",
)  # fmt: skip
_KEYS = (
    "@type", "@id", "@graph", "headline", "datePublished", "dateModified", "author", "name", "url", "mainEntityOfPage", "mainEntity",
    "publisher", "articleSection", "inLanguage", "isAccessibleForFree", "articleBody", "workTranslation", "title", "text", "html", "date",
    "captured_at", "outlet", "language", "authors", "section", "_source", "article", "items", "articles", "image", "source", "link", "modified",
    "content_html", "content_text", "date_published", "external_url", "id", "version", "feed_url", "home_page_url", "tags", "", "\\u0000", "\\ud800",
)  # fmt: skip
_WORDS = (
    "NewsArticle",
    "Rain fell on the hills all day.",
    "https://a.example/1",
    "en",
    "Jane Doe",
    "http://schema.org/Article",
    "WebPage",
)
_NUMBERS = (
    "0", "-1", "1e999", "-1e999", "NaN", "Infinity", "-Infinity", "1" * 25, "9" * 5_000, "1.5", "1773000000", "1773000000000", "true", "false",
    "null", "18446744073709551616", "-9223372036854775809", "1e308", "00", "1E-999", "253402300800",
)  # fmt: skip
#: A template's slots: address, date, JSON, entity or other oddity, charset, and sound prose.
_SLOT = re.compile(r"«([UDJECP])»")


def address(choose: random.Random) -> str:
    """An address: a third of them are sound."""
    if choose.random() < 0.33:
        return f"https://a.example/2026/03/0{choose.randint(1, 9)}/rain-on-hills-{choose.randint(1, 99)}"
    return "".join(map(choose.choice, (_SCHEMES, _HOSTS, _PORTS, _PATHS)))


def date(choose: random.Random) -> str:
    """A date in some form, mostly with a part that no calendar has."""
    form = choose.choice(_DATES)
    for slot, values in (("{y}", _YEARS), ("{s}", _SMALL), ("{z}", _ZONES)):
        while slot in form:
            form = form.replace(slot, choose.choice(values), 1)
    return form


def json_text(choose: random.Random, depth: int = 0) -> str:
    """JSON, nearly: any type where another is expected, names twice, numbers that no float holds."""
    roll = choose.random()
    if depth > 5 or roll < 0.35:
        text = choose.choice(
            (address, date, lambda c: c.choice(_WORDS), lambda c: c.choice(_ENTITIES))
        )(choose)
        return choose.choice(
            (json.dumps(text), json.dumps(text, ensure_ascii=False), f'"{text}"', '"\\ud800"')
        )
    if roll < 0.45:
        return choose.choice(_NUMBERS)
    if roll < 0.47:
        return choose.choice("[{") * choose.choice((10, 1_200, 40_000))
    inside = [json_text(choose, depth + 1) for _ in range(choose.randint(0, 4))]
    if roll < 0.6:
        return f"[{','.join(inside)}]"
    pairs = [f'"{choose.choice(_KEYS)}":{value}' for value in inside * choose.randint(1, 3)]
    kind = ['"@type":"NewsArticle"'] if choose.random() < 0.5 else []
    return "{" + ",".join(kind + pairs) + choose.choice(("}", "}", "}", "},", ""))


def prose(choose: random.Random) -> str:
    """A paragraph."""
    words = ("rain", "fell", "on the hills", "all day", "and the river", "rose over", "its banks")
    return " ".join(choose.choices(words, k=choose.randint(5, 60))).capitalize() + choose.choice(
        (".", "", "…", " -")
    )


_FILL: Mapping[str, Callable[[random.Random], str]] = {
    "U": address,
    "D": date,
    "J": json_text,
    "E": lambda c: c.choice(_ENTITIES) if c.random() < 0.5 else "",
    "C": lambda c: c.choice(CHARSETS) or "",
    "P": prose,
}
_HTML = """<!doctype html><html lang="«C»"><head><meta charset="«C»"><title>«P»«E» | Echo</title><base href="«U»">
<link rel="canonical" href="«U»"><meta property="og:url" content="«U»"><meta name="author" content="«E»Jane Doe">
<meta property="article:published_time" content="«D»"><meta name="date" content='«D»'><link rel=alternate hreflang="«C»" href=«U»>
<meta http-equiv=content-type content="text/html; charset=«C»"><meta property="og:type" content="article">
<script type="application/ld+json">«J»</script><script type="application/ld+json">/*<![CDATA[*/ {"@type":"NewsArticle","headline":"«P»","datePublished":"«D»","url":"«U»","author":«J»} /*]]>*/</script>
</head><body><nav><a href="«U»">«P»</a></nav><h1>«P»</h1><p class="byline">By Jane Doe, «D»</p><time datetime="«D»">«D»</time>
<article><p>«P»«E»</p><p>«D» - «P»</p><p>«P» «D» «E»</p></article><div class="date">«D»</div><div class=card><h2><a href="«U»">«P»</a></h2><span class="date">«D»</span></div>
<ul><li><a href="«U»" title="«E»">«P»</a><li><a href='«U»'>«P»</a></ul><blockquote>«P»</blockquote><pre>«J»</pre></body></html>"""
_TEXT = "«P»\nBy Jane Doe\n«D»\n\nLONDON, «D» (Reuters) - «P»\n«P»«E»\n\nMore From The Echo\n«P»\n«D»\n«P» …\n«U»\n주체«D»\n«D»\n"
_RSS = """<?xml version="1.0" encoding="«C»"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Echo«E»</title><link>«U»</link><language>«C»</language>
<item><title>«P»«E»</title><link>«U»</link><guid>«U»</guid><pubDate>«D»</pubDate><dc:date>«D»</dc:date><description><![CDATA[<p>«P»«E»]]></description><content:encoded>«P»</content:encoded><author>«E»</author></item>
<item><title>«P»</title><link>«U»</link><pubDate>«D»</pubDate><enclosure url="«U»" length="«D»"/></item></channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="«C»" xml:base="«U»"><title type="«C»">Echo</title><updated>«D»</updated>
<entry><title type="html">«P»«E»</title><link rel="alternate" href="«U»"/><id>«U»</id><published>«D»</published><updated>«D»</updated><content type="xhtml"><div>«P»</div></content><author><name>«E»</name></author></entry></feed>"""
_MAP = """<?xml version="1.0" encoding="«C»"?><urlset xmlns:news="x"><url><loc>«U»</loc><lastmod>«D»</lastmod><news:news><news:publication_date>«D»</news:publication_date><news:title>«P»«E»</news:title></news:news></url>
<url><loc><![CDATA[«U»]]></loc><lastmod>«D»</lastmod></url></urlset>"""
_SGML = """<DOC id="NYT_ENG_«D»" type="story"><DATE>«D»</DATE><HEADLINE>«P»«E»</HEADLINE><DATELINE>LONDON, «D»</DATELINE><TEXT><P>«P»«E»</P><P>«P»</P></TEXT></DOC>
<REUTERS NEWID="«D»"><DATE>«D»</DATE><TEXT TYPE="«C»"><TITLE>«P»</TITLE><DATELINE>«P», «D» - </DATELINE><BODY>«P»&#3;«E»</BODY></TEXT></REUTERS>"""
_RECORD = '{"url":"«U»","title":"«P»","text":"«P»\\n\\n«D» «P»","date":"«D»","captured_at":"«D»","outlet":«J»,"authors":«J»,"html":"<p>«P»<p>«E»","language":"«C»","x":«J»}'
_JSON_FEED = '{"version":"https://jsonfeed.org/version/1.1","title":"«P»","home_page_url":"«U»","items":[{"id":«J»,"url":"«U»","title":"«P»","date_published":"«D»","content_html":"«P»","authors":«J»},«J»]}'
_DOCUMENTS = "1 of 2 DOCUMENTS\n\n«P»\n\n«D»\n\nBYLINE: «P»\n\nLENGTH: «D» words\n\n«P»«E»\n\nLOAD-DATE: «D»\n\n2 of 2 DOCUMENTS\n«P»\n"
_CODED = "HD\n«P»\nBY  «P»\nPD\n«D»\nSN\n«P»\nLA\n«C»\nLP\n«P»«E»\nTD\n«P»\nAN\nDocument HALGAZ0020240305ek350000a\n"
#: Format -> its templates.
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "html": (_HTML,),
    "text": (_TEXT, _TEXT * 3, _DOCUMENTS, _CODED, "---\ntitle: «P»\ndate: «D»\nurl: «U»\nauthor: «J»\n---\n" + _TEXT),
    "feed": (_RSS, _ATOM),
    "json_feed": (_JSON_FEED,),
    "sitemap": (_MAP, _MAP.replace("urlset", "sitemapindex").replace("<url>", "<sitemap>")),
    "newswire": tuple(_SGML.split("\n")),
    "record": (_RECORD, "«J»"),
    "jsonl": ("\n".join([_RECORD.replace("\n", " ")] * 3), "«J»\n«J»\n"),
    "json": (f"[{_RECORD},{_RECORD}]", '{"articles":[«J»,' + _RECORD + "]}"),
    "csv": ("url,title,text,date\n«U»,«P»,\"«P»\n«E»\",«D»\n«U»,«P»,«P»,«D»\n", "1;«U»;«P»;«D»\n2;«U»;'«P»';«D»\n" * 2),
    "sgml": (_SGML, _SGML * 2),
    "documents": (_DOCUMENTS, _CODED * 2),
    "mbox": (("From a@b.example Thu Mar  5 10:00:00 2026\nMessage-ID: <1@b>\nSubject: «P»\nDate: «D»\n\n" + _TEXT + "\n") * 3,),
}  # fmt: skip


def fill(template: str, choose: random.Random) -> str:
    """The template with every slot filled."""
    return _SLOT.sub(lambda m: _FILL[m[1]](choose), template)


def encode(text: str, choose: random.Random) -> bytes:
    """The text as bytes: UTF-8 mostly, with lone surrogates as they are."""
    codec = choose.choice(
        ("utf-8",) * 8 + ("utf-16", "utf-16-le", "latin-1", "utf-32", "gb18030", "utf-8-sig")
    )
    errors = "surrogatepass" if codec.startswith("utf") else "replace"
    return text.encode(codec, errors)


def break_bytes(data: bytes, choose: random.Random) -> bytes:
    """The bytes with up to four pieces changed, dropped, doubled, cut off or moved."""
    out = bytearray(data)
    for _ in range(choose.choice((0, 0, 1, 1, 2, 4))):
        at = choose.randrange(len(out) + 1)
        to = min(len(out), at + choose.choice((1, 1, 2, 8, 64, 700)))
        match choose.randrange(6):
            case 0:
                out[at:to] = choose.randbytes(to - at)
            case 1:
                del out[at:to]
            case 2:
                out[at:at] = out[at:to] * choose.randint(1, 5)
            case 3:
                del out[at:]
            case 4:
                start = choose.randrange(len(out) + 1)
                out[at:at] = out[start : start + 400]
            case 5:
                out[at:to] = choose.choice(
                    (
                        b"\0",
                        b"\xff",
                        b'"',
                        b"<",
                        b"\n",
                        b"\xed\xa0\x80",
                        b"9999",
                        b"{",
                        b"]",
                        b"&#",
                        b"\x1f\x8b\x08",
                    )
                )
    return bytes(out)


def make(form: str, choose: random.Random) -> bytes:
    """One hostile file of this format."""
    if form in TEMPLATES:
        data = encode(fill(choose.choice(TEMPLATES[form]), choose), choose)
    else:
        data = _ARCHIVES[form](choose)
    return break_bytes(data, choose)


def _page(choose: random.Random) -> bytes:
    return encode(
        fill(choose.choice(TEMPLATES[choose.choice(("html", "text", "feed", "sitemap"))]), choose),
        choose,
    )


def _warc(choose: random.Random) -> bytes:
    records = b"".join(
        response(
            _page(choose)[:4_000], _header(address(choose)).encode("utf-8", "replace").decode()
        )
        for _ in range(3)
    )
    for sound, odd in (
        (b"2026-03-08T01:02:03Z", date(choose)),
        (b"text/html", f"{choose.choice(('text/html', 'a/b', 'text/plain'))}; charset={choose.choice(CHARSETS)}"),
        (b"WARC-Type: response", choose.choice(("WARC-Type: revisit\r\nWARC-Payload-Digest: «C»\r\nWARC-Refers-To-Target-URI: «U»\r\nWARC-Refers-To-Date: «D»",
                                                "WARC-Type: resource\r\nContent-Type: «C»", "WARC-Type: response\r\nWARC-Payload-Digest: sha1:«D»", "WARC-Type: «E»"))),
        (b"HTTP/1.1 200 OK", choose.choice(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", "HTTP/1.1 999999 «E»", "HTTP/1.1 200\r\nTransfer-Encoding: chunked", "HTTP/1.1 404 x\r\nContent-Encoding: br, «C»"))),
        (b"Content-Length: ", "Content-Length: " + choose.choice(("-", "9" * 5_000, "+", "0x", "\u0663"))),
    ):  # fmt: skip
        if choose.random() < 0.4:
            records = records.replace(
                sound,
                _header(fill(odd, choose)).encode("utf-8", "surrogatepass"),
                choose.randint(1, 3),
            )
    return _packed(records, choose)


def _arc(choose: random.Random) -> bytes:
    data = ARC
    for sound, odd in (
        (b"20260308010203", re.sub(r"\D", "", date(choose)) or "x"),
        (b"http://a.example/a b", address(choose)),
        (b"text/html", choose.choice(CHARSETS) or "-"),
        (b" 47", f" {choose.choice(_NUMBERS)}"),
        (b"<p>", prose(choose)),
    ):
        if choose.random() < 0.5:
            data = data.replace(sound, _header(odd).encode("utf-8", "surrogatepass"))
    return _packed(data, choose)


def _header(text: str) -> str:
    return text if len(text) < 200 else text[:200]


def _parquet(choose: random.Random) -> bytes:
    rows = range(choose.randint(0, 4))
    values: dict[str, list[Any]] = {
        "url": [_sound(address(choose)) for _ in rows],
        "text": [prose(choose) for _ in rows],
        "date": [_sound(date(choose)) for _ in rows],
        "extra": [choose.choice((1e400, -1.5, float("nan"))) for _ in rows],
        "raw": [choose.randbytes(5) for _ in rows],
    }
    return parquet(**{k: values[k] for k in choose.sample(list(values), choose.randint(1, 5))})


def _sound(text: str) -> str:
    """The text without lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _packed(data: bytes, choose: random.Random) -> bytes:
    return bytes(PACKINGS[choose.choice(("", "", "gz", "zst", "bz2", "xz", "lz4"))](data))


def _any(choose: random.Random) -> bytes:
    form = choose.choice((*TEMPLATES, "warc", "arc", "parquet"))
    return _packed(break_bytes(make(form, choose), choose), choose)


_ARCHIVES: Mapping[str, Callable[[random.Random], bytes]] = {
    "warc": _warc,
    "arc": _arc,
    "parquet": _parquet,
    "any": _any,
}
FORMATS = (*TEMPLATES, *_ARCHIVES)

"""Invented news pages with known blocks, teasers and dates, as HTML and as bare text; and how well
they are read.

    python benchmarks/inputs/pages.py --seed 1 --pages 40    # pages a layout and language

Eight layouts by six languages. No model or rule is trained on them: every layout and language is
left out of the training. Prints, by layout and by language, the share of blocks labelled right
(body, teaser or neither), precision and recall of teasers, and the share of right dates among those
chosen.
"""

from __future__ import annotations

import argparse
import html
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from babel.dates import format_date

from transforms.page import TEXT_KINDS, Page
from transforms.parse.dates.choose import choose_date
from transforms.parse.html.page import parse_html
from transforms.parse.text import parse_text

WORDS = {
    "en": "the harbour council said new bridge will open before winter because local ships need more room while engineers from northern towns "
    "repair old stone walls and children watch trains cross over wide river every morning after school without any fear of rain",
    "de": "der Hafen öffnet im Winter eine neue Brücke weil die Schiffe mehr Platz brauchen und Ingenieure aus dem Norden alte Mauern reparieren "
    "während Kinder jeden Morgen nach der Schule ohne Angst vor Regen am breiten Fluss den Zügen zusehen",
    "fr": "le port ouvrira avant hiver un nouveau pont car les navires locaux demandent plus de place et des ingénieurs venus du nord réparent "
    "de vieux murs tandis que les enfants regardent chaque matin passer les trains sur la large rivière sans peur de pluie",
    "es": "el puerto abrirá antes del invierno un puente nuevo porque los barcos locales necesitan más espacio y los ingenieros del norte reparan "
    "viejos muros mientras los niños miran cada mañana pasar trenes sobre el ancho río sin miedo de lluvia",
    "ru": "порт откроет новый мост до зимы потому что местным судам нужно больше места а инженеры из северных городов чинят старые каменные "
    "стены пока дети каждое утро смотрят как поезда идут через широкую реку без страха перед дождём",
    "ko": "항구는 겨울이 오기 전에 새로운 다리를 열 예정이며 지역 선박은 더 넓은 공간이 필요하고 북쪽 도시에서 온 기술자들은 오래된 돌담을 고치고 "
    "아이들은 매일 아침 학교가 끝난 뒤 넓은 강을 건너는 기차를 바라본다",
}
#: By language: list heading, byline, share button, newsletter line, cookie line, photo credit.
FURNITURE = {
    "en": (
        "Related articles",
        "By",
        "Share",
        "Sign up for our newsletter",
        "We use cookies to improve this site.",
        "Photo: Archive",
    ),
    "de": (
        "Weitere Artikel",
        "Von",
        "Teilen",
        "Newsletter abonnieren",
        "Diese Seite nutzt Cookies.",
        "Foto: Archiv",
    ),
    "fr": (
        "À lire aussi",
        "Par",
        "Partager",
        "Abonnez-vous à notre newsletter",
        "Ce site utilise des cookies.",
        "Photo: Archives",
    ),
    "es": (
        "Noticias relacionadas",
        "Por",
        "Compartir",
        "Suscríbete al boletín",
        "Este sitio usa cookies.",
        "Foto: Archivo",
    ),
    "ru": (
        "Читайте также",
        "Автор",
        "Поделиться",
        "Подписаться на рассылку",
        "Сайт использует файлы cookie.",
        "Фото: Архив",
    ),
    "ko": (
        "관련 기사",
        "글",
        "공유",
        "뉴스레터 구독",
        "이 사이트는 쿠키를 사용합니다.",
        "사진: 자료",
    ),
}
SITE = "https://news.quayside.example"
Kind = str


@dataclass
class Story:
    """One invented page: its blocks in order of reading, each (kind, text), its teasers and its
    date.
    """

    language: str
    title: str
    author: str
    day: date
    printed: str
    lead: str
    body: list[tuple[Kind, str]]
    teasers: list[tuple[str, str, str]]
    menu: list[str]
    caption: str
    furniture: tuple[str, ...]
    comments: list[str] = field(default_factory=list)


def sentence(rng: Random, language: str, words: int) -> str:
    """Words of the language in a random order, as one sentence."""
    pool = WORDS[language].split()
    text = " ".join(rng.choice(pool) for _ in range(words))
    return text[0].upper() + text[1:]


def story(rng: Random, language: str) -> Story:
    """An article of four to twelve paragraphs with what stands around it."""
    day = date(2019, 1, 1) + timedelta(days=rng.randrange(2_500))
    paragraphs: list[tuple[Kind, str]] = []
    for n in range(rng.randint(4, 12)):
        if n and rng.random() < 0.2:
            paragraphs.append(("body", sentence(rng, language, rng.randint(3, 6))))
        paragraphs.append(
            (
                "body",
                " ".join(
                    sentence(rng, language, rng.randint(8, 22)) + "."
                    for _ in range(rng.randint(1, 4))
                ),
            )
        )
    teasers = []
    for n in range(rng.randint(3, 9)):
        printed = format_date(day - timedelta(days=n), "long", locale=language)
        teasers.append(
            (
                sentence(rng, language, rng.randint(6, 11)),
                f"/{rng.choice(('world', 'sport', 'city'))}/{rng.randrange(10**6)}-story.html",
                printed,
            )
        )
    name = f"{rng.choice(('Anna', 'Bo', 'Cleo', 'Dara'))} {rng.choice(('Lindqvist', 'Moreau', 'Okafor', 'Petrov'))}"
    return Story(
        language,
        sentence(rng, language, rng.randint(6, 11)),
        name,
        day,
        format_date(day, "long", locale=language),
        sentence(rng, language, 18) + ".",
        paragraphs,
        teasers,
        [rng.choice(WORDS[language].split()).title() for _ in range(7)],
        sentence(rng, language, 9),
        FURNITURE[language],
        [sentence(rng, language, 12) + "." for _ in range(rng.randint(0, 3))],
    )


def paragraphs(s: Story, tag: str = "p", attributes: str = "") -> str:
    """The body's paragraphs; short ones are headings."""
    return "".join(
        f"<h2>{html.escape(t)}</h2>"
        if not t.endswith(".")
        else f"<{tag}{attributes}>{html.escape(t)}</{tag}>"
        for _, t in s.body
    )


def cards(s: Story, item: str = "li", around: str = "ul", *, date_first: bool = False) -> str:
    """The teasers as cards with their dates."""
    day = "<time>{}</time>" if not date_first else '<span class="date">{}</span>'
    rows = [
        (f'<a href="{url}">{html.escape(text)}</a>', day.format(printed))
        for text, url, printed in s.teasers
    ]
    return (
        f"<{around}>"
        + "".join(f"<{item}>{b + a if date_first else a + b}</{item}>" for a, b in rows)
        + f"</{around}>"
    )


def menu(s: Story) -> str:
    return (
        "<ul>"
        + "".join(f'<li><a href="/{i}/">{html.escape(m)}</a></li>' for i, m in enumerate(s.menu))
        + "</ul>"
    )


def semantic(s: Story) -> str:
    return (
        f"<header><nav>{menu(s)}</nav></header><main><article><h1>{s.title}</h1><p class='byline'>{s.furniture[1]} {s.author}</p>"
        f"<time datetime='{s.day}'>{s.printed}</time>{paragraphs(s)}<aside><h3>{s.furniture[0]}</h3>{cards(s)}</aside></article></main>"
        f"<footer><p>{s.furniture[4]}</p></footer>"
    )


def divs(s: Story) -> str:
    return (
        f"<div id='nav'>{menu(s)}</div><div id='content'><div class='hed'><h1>{s.title}</h1></div><div class='meta'>{s.furniture[1]} {s.author}</div>"
        f"<div class='date'>{s.printed}</div><div class='text'>{paragraphs(s, 'div')}</div><div class='share'>{s.furniture[2]}</div></div>"
        f"<div id='more'><div>{s.furniture[0]}</div>{cards(s, 'div', 'div')}</div><div id='foot'>{s.furniture[3]}</div>"
    )


def table(s: Story) -> str:
    return (
        f"<table><tr><td width='150'>{menu(s)}</td><td><h1>{s.title}</h1><small>{s.printed}</small>{paragraphs(s)}</td>"
        f"<td><b>{s.furniture[0]}</b>{cards(s)}</td></tr><tr><td colspan='3'>{s.furniture[4]}</td></tr></table>"
    )


def breaks(s: Story) -> str:
    text = "<br><br>".join(html.escape(t) for _, t in s.body)
    return (
        f"<div class='menu'>{menu(s)}</div><h1>{s.title}</h1><p>{s.printed}</p><div class='story'>{text}</div><hr>"
        f"<h4>{s.furniture[0]}</h4>{cards(s, 'p', 'div')}<p>{s.furniture[3]}</p>"
    )


def json_ld(s: Story) -> str:
    stated = f'{{"@type": "NewsArticle", "headline": "{s.title}", "datePublished": "{s.day}T09:00:00+00:00"}}'
    return (
        f"<script type='application/ld+json'>{stated}</script><nav>{menu(s)}</nav><section class='post'><h1>{s.title}</h1>"
        f"<figure><img src='a.jpg'><figcaption>{s.caption} {s.furniture[5]}</figcaption></figure><div class='entry-content'>{paragraphs(s)}</div></section>"
        f"<section class='related'><h2>{s.furniture[0]}</h2>{cards(s, 'article', 'div')}</section><footer>{s.furniture[4]}</footer>"
    )


def hashed(s: Story) -> str:
    return (
        f"<div class='css-1a2'>{menu(s)}</div><div class='css-9z'><h1 class='css-3'>{s.title}</h1><div class='css-77'><span>{s.author}</span>"
        f"<time datetime='{s.day}T10:00:00Z'>{s.printed}</time></div><div class='css-5'>{paragraphs(s, 'p', ' class=css-8')}</div>"
        f"<div class='css-44'><span>{s.furniture[0]}</span>{cards(s, 'div', 'div')}</div></div><div class='css-99'>{s.furniture[3]}</div>"
    )


def inline_list(s: Story) -> str:
    half = len(s.body) // 2
    first, rest = (
        Story(**{**vars(s), "body": s.body[:half]}),
        Story(**{**vars(s), "body": s.body[half:]}),
    )
    return (
        f"<header>{menu(s)}</header><article><h1>{s.title}</h1><p class='date'>{s.printed}</p><div class='article-body'>{paragraphs(first)}"
        f"<div class='inline-related'><strong>{s.furniture[0]}</strong>{cards(s)}</div>{paragraphs(rest)}</div></article><footer>{s.furniture[4]}</footer>"
    )


def comments(s: Story) -> str:
    said = "".join(f"<li><b>{s.author}</b><p>{c}</p></li>" for c in s.comments)
    return (
        f"<nav>{menu(s)}</nav><article class='post'><h1>{s.title}</h1><time datetime='{s.day}'>{s.printed}</time>{paragraphs(s)}</article>"
        f"<div class='sidebar'><h3>{s.furniture[0]}</h3>{cards(s, date_first=True)}</div><section id='comments'><ol class='comment-list'>{said}</ol></section>"
    )


LAYOUTS: dict[str, Callable[[Story], str]] = {
    f.__name__: f for f in (semantic, divs, table, breaks, json_ld, hashed, inline_list, comments)
}
#: How a bare text prints its teasers: text then date, date then text, the text twice around its
#: date, no dates.
TEXT_TEASERS: dict[str, Callable[[str, str], list[str]]] = {
    "text_date": lambda text, day: [text, day],
    "date_text": lambda text, day: [day, text],
    "sandwich": lambda text, day: [text, day, text],
    "undated": lambda text, day: [text],
}


def as_html(s: Story, layout: str) -> bytes:
    return f"<!doctype html><html lang='{s.language}'><head><title>{s.title}</title></head><body>{LAYOUTS[layout](s)}</body></html>".encode()


def as_text(s: Story, form: str, *, has_menu: bool) -> bytes:
    """The page as a naive converter prints it, a blank line between blocks."""
    lines = [
        *(s.menu if has_menu else ()),
        s.title,
        f"{s.furniture[1]} {s.author}",
        s.printed,
        *(t for _, t in s.body),
        s.furniture[0],
    ]
    for text, _, day in s.teasers:
        lines += TEXT_TEASERS[form](text, day)
    return "\n\n".join([*lines, s.furniture[4]]).encode()


def score(page: Page, s: Story) -> Counter[str]:
    """Blocks labelled right, teasers found, and the date."""
    got = {
        b.text: "teaser"
        if b.kind == "teaser"
        else "body"
        if b.kind in TEXT_KINDS and b.article_no == 0
        else "other"
        for b in page.blocks
    }
    wanted = {t: kind for kind, t in s.body} | {t: "teaser" for t, _, _ in s.teasers}
    wanted |= {
        t: "other"
        for t in (*s.menu, s.furniture[0], s.furniture[4], s.printed, *s.comments)
        if t not in wanted
    }
    found, real = {x.text for x in page.listings}, {t for t, _, _ in s.teasers}
    chosen = choose_date([d for d in page.dates if d.article_no == 0], captured_at=None)
    return Counter(
        blocks=len(wanted),
        right=sum(got.get(t, "other") == kind for t, kind in wanted.items()),
        listed=len(found),
        true=len(found & real),
        real=len(real),
        dated=chosen is not None,
        day=chosen is not None and chosen.value_on == s.day,
        pages=1,
    )


def line(name: str, c: Counter[str]) -> str:
    return (
        f"{name:22} blocks {c['right'] / c['blocks']:.4f}   teasers P {c['true'] / max(c['listed'], 1):.4f} R {c['true'] / c['real']:.4f}   "
        f"dated {c['dated'] / c['pages']:.3f}, right of those {c['day'] / max(c['dated'], 1):.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=20)
    given = parser.parse_args()
    for form, layouts in (("html", list(LAYOUTS)), ("text", list(TEXT_TEASERS))):
        sums: dict[str, Counter[str]] = defaultdict(Counter)
        for layout in layouts:
            for language in WORDS:
                rng = Random(f"{given.seed} {form} {layout} {language}")
                for n in range(given.pages):
                    s = story(rng, language)
                    page = (
                        parse_html(as_html(s, layout), url=f"{SITE}/city/{n}-own.html")
                        if form == "html"
                        else parse_text(as_text(s, layout, has_menu=bool(n % 2)))
                    )
                    result = score(page, s)
                    for name in (f"{form} {layout}", f"{form} {language}", f"{form} all"):
                        sums[name] += result
        print("\n".join(line(name, c) for name, c in sorted(sums.items())), flush=True)


if __name__ == "__main__":
    main()

"""Texts that are copies, parts and fillings of one another, and what the archive finds them
to be.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.match.candidates import find_candidates
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.hash_sets import StoredHashes
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.postings import make_postings
from transforms.dedup.match.signatures import sign_texts

FERRY = (
    "The ferry Sea Lily left the old harbour of Corrin at dawn with forty people aboard and salt "
    "fish below deck. "
    "Its master, Captain Dahl, said that the wind would hold until evening and that nobody need "
    "worry about the swell. "
    "By nightfall the lamps of the outer isles were seen from the mole, and the pilot went back "
    "in his own boat. "
    "The company had bought the ship in spring from a yard in the south, where she had lain for "
    "eleven years without work."
)
COUNCIL = (
    "The council of Veldmark voted on Tuesday to raise the price of water in every district by a "
    "tenth from next year onwards. "
    "Its members had argued for six hours over pipes that were laid ninety years ago and lose a "
    "third of what they carry. "
    "A second vote on the reservoir above the town was put off until the surveyors have brought "
    "their report in autumn."
)
TEMPLATE = (
    "{name}, the new ambassador of {land} to the republic, presented credentials to the president "
    "at the palace on {day} March. "
    "The president and Ambassador {name} spoke of trade between the two countries, which reached "
    "{money} million crowns last year. "
    "The ambassador afterwards laid a wreath at the memorial and signed the visitors' book in the "
    "presence of officials of the ministry."
)
AUSTRIAN = TEMPLATE.format(name="Florian Brandt", land="Austria", day="5", money="412")
NORWEGIAN = TEMPLATE.format(name="Imke Dahl", land="Norway", day="11", money="97")
KOREAN = (
    "항구의 등대가 백 년 만에 다시 불을 밝혔다. 주민들은 기뻐하였다. "
    "시장은 등대를 고치는 데 삼 년이 걸렸다고 말하였다. 배들은 이제 밤에도 들어올 수 있다."
)
CHINESE = (
    "港口的灯塔在一百年后重新点亮。居民们非常高兴。市长说修复灯塔花了三年时间。"
    "现在船只在夜间也可以安全进港。渔民们在码头上庆祝了整个晚上。"
)


def verdicts(*texts: str) -> list[tuple[int, int, str]]:
    """(place, place, verdict) of the texts that are something to one another; equal words are
    `identical`.
    """
    frame = sign_texts(pl.Series(texts)).with_columns(pl.Series("text", texts)).with_row_index("no")
    distinct = frame.unique("text_key", keep="first", maintain_order=True).sort("text_key")
    printed = Texts(distinct["text"])
    found = judge_pairs(
        find_candidates(
            StoredHashes.from_signatures(distinct).merge(),
            make_postings(StoredHashes.from_signatures(distinct).merge()),
        ),
        distinct["text_key"],
        printed,
    )
    place = dict(zip(distinct["text_key"], distinct["no"], strict=True))
    rows = [
        (*sorted((place[a], place[b])), v)
        for a, b, v in found.select("left", "right", "verdict").iter_rows()
    ]
    rows += [
        (place[k], no, "identical")
        for no, k in frame.select("no", "text_key").iter_rows()
        if place[k] != no
    ]
    return sorted(rows)

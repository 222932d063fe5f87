"""What search costs: making the index, its size, questions against ILIKE over the same texts in the
same run, and a batch that is added.

    python benchmarks/cost/search.py --articles 500000

Articles are invented words of ten scripts and languages, as often as Zipf has them. Each question
is words or a phrase of some article; every few of them are asked of DuckDB as well, in turn.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

import tearsheet
from tearsheet.search.archive import SearchableArchive
from tearsheet.store.tables import Storage
from transforms.ids import sha256_hex

#: Pieces of which words are made, by language; without spaces where the script has none.
PIECES = {
    "en": "ba den for ist lo man ner port re sail ter ton un ver wick",
    "de": "bür ge häu keit mün schaft ße stra tung über ver wald zeit zu ör",
    "fr": "é lec tion gé né ral ain ré pu bli que mai sou vois ç",
    "es": "ción ñi bal cor día gen lla mar pue san tie ra vez zo ú",
    "ru": "гра дож ени кор лов ми но пра рос ста тел уч ход цен щий",
    "ar": "ال كت اب مد رس ين سف ات وز ير جد يد حك وم ة",
    "he": "ספ רים של ום מל ך בי ת יר ושל תל מי ד ה",
    "zh": "市 长 北 京 港 口 大 桥 计 划 新 海 工 会 国 民 水 山 电 车",
    "ja": "東 京 都 橋 知 事 の を は し い 新 社 会 電 車 海 山 町 水",
    "ko": "서 울 시 장 회 의 참 석 에 서 는 을 정 부 대 교 항 구",
}
UNSPACED = ("zh", "ja")
VOCABULARY, WORDS = 40_000, 300


def vocabulary(language: str, random: np.random.Generator) -> list[str]:
    pieces = np.array(PIECES[language].split())
    sizes = random.integers(1, 3 if language in UNSPACED else 5, VOCABULARY)
    return ["".join(random.choice(pieces, n)) for n in sizes]


def articles(count: int, first: int, seed: int = 1) -> Iterator[pl.DataFrame]:
    """Rows of `articles`, ten thousand at a time."""
    random = np.random.default_rng(seed)
    words = {language: np.array(vocabulary(language, random)) for language in PIECES}
    random = np.random.default_rng((seed, first))
    for low in range(first, first + count, 10_000):
        rows = []
        for n in range(low, min(low + 10_000, first + count)):
            language = list(PIECES)[n % len(PIECES)]
            ranks = np.minimum(random.zipf(1.15, WORDS), VOCABULARY) - 1
            sign = "" if language in UNSPACED else " "
            text = sign.join(words[language][ranks])
            day = date(2020, 1, 1) + timedelta(days=n % 2000)
            rows.append(
                {
                    "article_id": f"{n:024x}",
                    "revision_id": f"{n:024x}",
                    "outlet": f"outlet-{n % 40:02d}",
                    "month": day.strftime("%Y-%m"),
                    "title": sign.join(words[language][ranks[:6]]),
                    "text": text,
                    "text_sha256": sha256_hex(text.encode()),
                    "language": language,
                    "story_id": f"{n:024x}",
                    "story_size": 1,
                    "is_lead": True,
                    "relation": "lead",
                    "published_on": day,
                }
            )
        yield pl.DataFrame(rows)


def publish(root: str, frames: Iterator[pl.DataFrame]) -> int:
    """Add articles to the archive in one snapshot; the bytes of their texts."""
    storage, size, parts = Storage.open(root), 0, []
    base = storage.head()
    for frame in frames:
        size += int(frame["text"].str.len_bytes().sum())
        parts.append(storage.append(base, "articles", frame))
    storage.commit(
        base,
        {"articles": parts},
        batch_id=f"b{base.number}",
        run_id="r",
        code_version="v",
        now=datetime.now(UTC),
    )
    return size


def questions(archive: SearchableArchive, count: int) -> list[str]:
    """One to three words of an article, or a phrase of two, in turn."""
    sample = archive.sql(
        "SELECT text, language FROM articles USING SAMPLE reservoir(300 ROWS) REPEATABLE (7)"
    )
    random, asked = np.random.default_rng(3), []
    for n in range(count):
        text, language = sample.row(n % sample.height)
        at = int(random.integers(0, 100))
        if language in UNSPACED:
            asked.append(text[at : at + 2 + n % 4])
            continue
        words = text.split()[at : at + 1 + n % 3]
        asked.append(f'"{" ".join(words)}"' if n % 4 == 3 else " ".join(words))
    return asked


def percentiles(seconds: Sequence[float]) -> str:
    middle, late = np.percentile(seconds, [50, 95])
    return f"p50 {middle * 1000:,.1f} ms, p95 {late * 1000:,.1f} ms of {len(seconds)}"


def timed(archive: SearchableArchive, asked: str) -> float:
    begin = time.perf_counter()
    archive.search(asked)
    return time.perf_counter() - begin


def compare(archive: SearchableArchive, count: int, every: int) -> None:
    """Ask the index and DuckDB in turn."""
    connection = archive.connect()
    ours, theirs, both = [], [], []
    for n, asked in enumerate(questions(archive, count)):
        ours.append(timed(archive, asked))
        if n % every:
            continue
        wanted = asked.strip('"')
        parts = [wanted] if '"' in asked else wanted.split()
        where = " AND ".join("text ILIKE ?" for _ in parts)
        begin = time.perf_counter()
        connection.execute(
            f"SELECT article_id FROM articles WHERE {where} LIMIT 10000000",
            [f"%{p}%" for p in parts],
        ).fetchall()
        theirs.append(time.perf_counter() - begin)
        both.append(theirs[-1] / ours[-1])
    print(f"search: {percentiles(ours)}")
    print(f"ILIKE:  {percentiles(theirs)}")
    print(f"times as long, same question: median {np.median(both):,.0f}, least {min(both):,.1f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--every", type=int, default=5, help="ask DuckDB each so many")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = str(Path(folder) / "archive")
        size = publish(root, articles(given.articles, 0))
        begin, cpu = time.perf_counter(), time.process_time()
        archive = tearsheet.open(root)
        _ = archive.finder
        took, used = time.perf_counter() - begin, time.process_time() - cpu
        index = sum(p.stat().st_size for p in (Path(root) / "search").rglob("*") if p.is_file())
        print(f"{given.articles:,} articles, {size / 1e6:,.0f} MB of text")
        print(f"indexed: {size / 1e6 / took:.1f} MB/s ({took:.1f} s, {used:.1f} s of processors)")
        print(f"index: {index / 1e6:,.0f} MB, {index / size:.2f} of the text")
        compare(archive, given.questions, given.every)
        begin = time.perf_counter()
        again = tearsheet.open(root)
        _ = again.finder
        print(f"opened again: {time.perf_counter() - begin:.2f} s")
        publish(root, articles(500, given.articles))
        begin, cpu = time.perf_counter(), time.process_time()
        _ = tearsheet.open(root).finder
        took, used = time.perf_counter() - begin, time.process_time() - cpu
        print(f"500 added: {took:.2f} s ({used:.2f} s of processors)")


if __name__ == "__main__":
    main()

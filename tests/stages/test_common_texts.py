"""A text so common that its hashes pair it with two others only is still compared with the article
that leads its story.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest

from flows.plain import archive
from tearsheet.stages.stories.limits import Limits
from tearsheet.store.tables import Storage
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.signatures import sign_texts

WORDS = (
    "harbour",
    "council",
    "ferry",
    "winter",
    "market",
    "bridge",
    "tariff",
    "cargo",
    "signal",
    "island",
    "museum",
    "garden",
)
COPIES = 14


def near_copies() -> list[str]:
    """One report in as many edits as outlets, three words changed in each; the first is none of
    those that common hashes pair with all.
    """
    rng = Random(3)
    report = [rng.choice(WORDS) for _ in range(160)]
    texts = []
    for no in range(COPIES):
        words = list(report)
        for place in rng.sample(range(len(words)), 3):
            words[place] = "re" + "abcdefghijklmn"[no] * 3
        texts.append(" ".join(words) + ".")
    keys = sign_texts(pl.Series(texts))["text_key"].to_list()
    return [text for _, text in sorted(zip(keys, texts, strict=True), reverse=True)]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    dump = tmp_path / "dump.jsonl"
    rows = [
        {
            "outlet": f"outlet-{no}",
            "url": f"https://outlet-{no}.example/a",
            "text": text,
            "date": f"2026-02-{no + 1:02d}",
        }
        for no, text in enumerate(near_copies())
    ]
    dump.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    archive(str(tmp_path / "archive"), [str(dump)], limits=Limits(most_texts=3, compared_pairs=4))
    return Storage.open(str(tmp_path / "archive"))


def test_every_copy_is_in_the_story_of_the_first_whatever_pairs_are_stored(
    storage: Storage,
) -> None:
    head = storage.head()
    told = storage.scan(head, "stories").collect()
    assert told["story_id"].n_unique() == 1
    outlets = storage.scan(head, "revisions").select("article_id", "outlet").collect()
    lead = told.filter("is_lead").join(outlets, on="article_id", how="semi")
    assert lead.height == 1
    assert (
        outlets.filter(pl.col("article_id") == lead["article_id"].item())["outlet"].item()
        == "outlet-0"
    )
    assert set(told.filter(~pl.col("is_lead"))["relation"]) == {"reprint"}
    stored = storage.scan(head, "relations").collect()
    of_lead = outlets.join(told, on="article_id").height - 1
    lead_version = (
        storage.scan(head, "revisions")
        .filter(pl.col("outlet") == "outlet-0")
        .collect()["revision_id"]
        .item()
    )
    paired = stored.filter(
        (pl.col("left_id") == lead_version) | (pl.col("right_id") == lead_version)
    ).height
    assert paired < of_lead, (
        "every copy is paired with the lead: the caps were not crossed and nothing had to be "
        "compared"
    )


def test_the_similarity_to_the_lead_is_the_one_that_the_texts_have(storage: Storage) -> None:
    head = storage.head()
    printed = storage.scan(head, "revisions").select("article_id", "outlet", "text").collect()
    told = (
        storage.scan(head, "stories")
        .select("article_id", "is_lead", "similarity")
        .collect()
        .join(printed, on="article_id")
    )
    members = told.sort("is_lead", descending=True)
    texts = Texts(members["text"])
    others = np.arange(1, members.height)
    measured = texts.measure(np.zeros(len(others), np.int64), others, least=0.3).jaccard
    assert members["similarity"].to_list()[1:] == pytest.approx(measured.tolist())

"""Archives of articles written as literals, for tests that search them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.ids import sha256_hex


def article(name: str, text: str, **fields: Any) -> dict[str, Any]:
    """The row of an article, which leads its own story unless another is named."""
    story = fields.pop("story_id", name)
    return {
        "article_id": name,
        "revision_id": f"{name}-1",
        "outlet": "herald",
        "month": "2026-03",
        "title": None,
        "text": text,
        "text_sha256": sha256_hex(text.encode()),
        "story_id": story,
        "is_lead": story == name,
        "relation": "lead" if story == name else "reprint",
        "story_size": 1,
        "published_on": date(2026, 3, 8),
        "first_captured_at": datetime(2026, 3, 9, tzinfo=UTC),
        "last_captured_at": datetime(2026, 3, 9, tzinfo=UTC),
        **fields,
    }


def publish(root: str, rows: Sequence[dict[str, Any]]) -> Snapshot:
    """A snapshot in which the archive holds exactly these articles."""
    storage = Storage.open(root)
    base = storage.head()
    frame = pl.DataFrame(rows, infer_schema_length=None)
    held = storage.scan(base, "articles").select("outlet", "month").unique().collect()
    places = {*held.rows(), *frame.select("outlet", "month").rows()}
    change = storage.rewrite(base, "articles", frame, places)
    return storage.commit(
        base,
        {"articles": [change]},
        batch_id=f"b{base.number}",
        run_id="r",
        code_version="v",
        now=datetime(2026, 3, 10, base.number, tzinfo=UTC),
    )


#: Sentences of ten languages and more, each an article; what is searched for stands in the tests.
LANGUAGES = [
    article("en", "The councillors voted on the harbour bridges on Tuesday.", language="en"),
    article("de", "Die Bürgermeisterin eröffnete die Häuser an der Straße.", language="de"),
    article("fr", "Les élections générales ont été reportées à l'été.", language="fr"),
    article("es", "Las canciones de la niñez suenan en el balcón.", language="es"),
    article("pl", "Żółta łódź płynęła przez Łódź.", language="pl"),
    article("ru", "Новые российские корабли вошли в гавань, ещё один ждёт.", language="ru"),
    article("ar", "وصلت السفن إلى الميناء والكتاب الجديد في المدرسة.", language="ar"),
    article("he", "הספרים החדשים הגיעו לירושלים ולתלמידים.", language="he"),
    article("zh", "市长在北京宣布新的港口大桥计划。", language="zh"),
    article("ja", "東京都知事はＡＢＣ社の新しい橋を視察した。", language="ja"),
    article("ko", "서울에서 열린 회의에 시장들이 참석했다.", language="ko"),
    article("th", "นายกรัฐมนตรีเดินทางไปกรุงเทพมหานครเมื่อวานนี้", language="th"),
    article("hi", "प्रधानमंत्री ने दिल्ली में नई योजना की घोषणा की।", language="hi"),
]

"""What parts a headline from a name beside it, and a dateline from its report."""

from __future__ import annotations

import re

from transforms.text.scripts import KANA_AND_HAN

#: Parts of a page's title: `Rain at last - The Example`, `Rain at last | Sport | Example.com`,
#: `Rain at last < Sport < The Example`;
#: between Chinese or Japanese characters a dash needs no blanks.
#: Blanks are begun with at their first only, so that a long run of them is read once.
TITLE_PARTS = re.compile(
    r"(?<!\s)\s++(?:(?:[-–—|｜·•»›«‹~<]|::|--)\s++|[|｜_]\s*+|--++\s*+)|[|｜_]\s*+|--++\s*+"
    rf"|(?<=[{KANA_AND_HAN}])[-–—](?=[{KANA_AND_HAN}])"
)
#: The same with what stands between a headline and an affix that was learned: a colon too, since
#: only an affix that many headlines share is taken off.
AFFIX_PARTS = re.compile(
    r"(?<!\s)\s++(?:(?:[-–—|·•»«/]|::|--)\s++|[|｜_：]\s*+)|[|｜_：]\s*+|(?<=\S):\s++"
)
#: Behind a dateline: a dash, an equals sign, a colon or stop behind a year or an agency, an agency
#: alone.
DATELINE_END = re.compile(
    r"(?:(?<!\s)\s++)?(?:--++|[—–―])|\s-(?=\s)|\s=(?=\s)|(?<=[/)])\.|(?<=\))\s*+[-:.]"
    r"|(?<=\d{4}):(?=\s)|(?<=[/)])(?=\s)"
)

"""Letters by which collections of newswire name its agencies and papers in identifiers. Source: the
documentation of Gigaword and of the TREC collections.
"""

from __future__ import annotations

WIRES = {
    "AP": "Associated Press",
    "APW": "Associated Press",
    "AFP": "Agence France-Presse",
    "AFE": "Agence France-Presse",
    "REU": "Reuters",
    "REUTE": "Reuters",
    "NYT": "The New York Times",
    "XIN": "Xinhua",
    "XIE": "Xinhua",
    "CNA": "Central News Agency",
    "LTW": "Los Angeles Times-Washington Post",
    "WPB": "Los Angeles Times-Washington Post",
    "WSJ": "The Wall Street Journal",
    "LA": "Los Angeles Times",
    "FT": "Financial Times",
    "SJMN": "San Jose Mercury News",
}

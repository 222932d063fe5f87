"""What an outlet adds to its headlines: learned at a count, told from series and sections."""

from __future__ import annotations

import pytest

from transforms.learn.affixes import affixes, name_in, without_affixes

HEADLINES = (
    "Rain at last",
    "Ferry sails again",
    "Bridge opens early",
    "Otters hold up the weir",
    "A choir of bakers",
    "Snow on the pass",
)


def learned(
    titles: list[str], *, names: tuple[str, ...] = (), hosts: tuple[str, ...] = ()
) -> dict[str, str]:
    return {a.text: a.status for a in affixes(dict.fromkeys(titles, 1), names, hosts)}


@pytest.mark.parametrize(
    ("form", "names", "hosts", "affix"),
    [
        ("{} | Halvern Gazette", ("halvern-gazette",), (), " | Halvern Gazette"),
        ("{} - The Halvern Gazette", ("halvern-gazette",), (), " - The Halvern Gazette"),
        ("Orrin Valley Post: {}", ("Orrin Valley Post",), (), "Orrin Valley Post: "),
        ("{} – HG News", (), ("hg.example",), None),
        ("{} – HGN Online", (), ("hgn.example",), " – HGN Online"),
        ("{} | halvern.example", (), ("halvern.example",), " | halvern.example"),
        ("로동신문：{}", ("로동신문",), (), "로동신문："),
        ("{}｜人民の声", ("人民の声",), (), "｜人民の声"),
    ],
)
def test_an_affix_that_names_the_outlet_counts_from_the_third_headline_on(
    form: str, names: tuple[str, ...], hosts: tuple[str, ...], affix: str | None
) -> None:
    titles = [form.format(h) for h in HEADLINES]
    assert learned(titles[:2], names=names, hosts=hosts) == {}
    assert [
        a
        for a, status in learned(titles[:3], names=names, hosts=hosts).items()
        if status == "learned"
    ] == [affix] * bool(affix)


def test_a_series_and_a_section_are_no_names() -> None:
    titles = [f"Election: {h}" for h in HEADLINES] + [f"{h} | Sport" for h in HEADLINES[:4]]
    assert learned(titles, names=("halvern-gazette",)) == {
        "Election: ": "not_a_name",
        " | Sport": "not_a_name",
    }


def test_an_unknown_name_behind_most_of_five_headlines_counts() -> None:
    titles = [f"{h} | The Lamp" for h in HEADLINES[:5]]
    assert learned(titles[:4], names=("hg",)) == {" | The Lamp": "not_a_name"}
    assert learned(titles, names=("hg",)) == {" | The Lamp": "learned"}
    assert learned([*titles, *(f"Letter {n}" for n in range(5))], names=("hg",)) == {
        " | The Lamp": "not_a_name"
    }


def test_one_headline_under_several_captures_counts_once() -> None:
    found = affixes({"Rain at last | Gazette": 9, "Ferry sails | Gazette": 1}, ("gazette",), ())
    assert found == []


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Rain at last | Gazette", "Rain at last"),
        ("Gazette: Rain at last", "Rain at last"),
        ("Gazette: Rain at last | Gazette", "Rain at last"),
        ("Rain | Sport | Gazette", "Rain | Sport"),
        ("Rain at last", "Rain at last"),
        (" | Gazette", " | Gazette"),
        ("… | Gazette", "… | Gazette"),
    ],
)
def test_a_title_without_its_outlet(title: str, bare: str) -> None:
    assert without_affixes(title, ["Gazette: "], [" | Gazette"]) == bare


def test_the_longest_affix_is_taken_first() -> None:
    assert (
        without_affixes("Rain | Sport | Gazette", [], [" | Gazette", " | Sport | Gazette"])
        == "Rain"
    )


def test_the_name_in_an_affix() -> None:
    assert name_in(" | Halvern Gazette") == "Halvern Gazette"
    assert name_in("Orrin Valley Post: ") == "Orrin Valley Post"

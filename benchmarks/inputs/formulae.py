"""Formulae that agencies fill in anew for years: same words, other names, figures and days."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random


def _words(words: str) -> tuple[str, ...]:
    return tuple(words.split())


FIRST = _words(
    "Anna Boris Chen Dilan Elena Farid Goran Hanna Ivo Jana Kofi Lena Marek Nadia Omar Petra "
    "Ravi Sanna Tomas Yusuf"
)
LAST = _words(
    "Adler Bakker Castro Dahl Eriksen Fischer Gomez Haddad Ivanov Jansen Keller Lindqvist Moreau "
    "Novak Okafor Petrov Quist Rossi Santos Tanaka Ulrich Varga Weber Yilmaz Zhang"
)
LANDS = _words(
    "Austria Belgium Chile Denmark Egypt Finland Ghana Hungary Iceland Jordan Kenya Laos Mexico "
    "Norway Oman Peru Qatar Romania Serbia Turkey Uruguay Vietnam Yemen Zambia"
)
TOWNS = _words(
    "Aarhus Bergen Cadiz Dover Essen Ghent Haifa Izmir Jena Kyoto Lagos Malmo Nantes Osaka Porto "
    "Quito Riga Split Turin Utrecht Verona Wroclaw Zadar"
)
FIRMS = tuple(
    f"{name} {kind}"
    for name in _words("Altona Borealis Cobalt Delphi Elbe Ferrum Galen Hansa Ister Juno Krona")
    for kind in _words("Energy Foods Holdings Steel Telecom")
)
BANKS = _words("Barings Lehman Nomura Paribas Salomon Warburg Creditanstalt Sumitomo")
MONTHS = _words("January February March April May June July August September October")
SKIES = _words("sunny cloudy rainy stormy foggy overcast windy")
SIDES = _words("northern southern eastern western coastal inland")

_SLOTS: dict[str, Callable[[Random], str]] = {
    "name": lambda rng: f"{rng.choice(FIRST)} {rng.choice(LAST)}",
    "land": lambda rng: rng.choice(LANDS),
    "town": lambda rng: rng.choice(TOWNS),
    "firm": lambda rng: rng.choice(FIRMS),
    "bank": lambda rng: rng.choice(BANKS),
    "day": lambda rng: f"{rng.choice(MONTHS)} {rng.randint(1, 28)}",
    "sky": lambda rng: rng.choice(SKIES),
    "side": lambda rng: rng.choice(SIDES),
    "n": lambda rng: str(rng.randint(2, 98)),
    "m": lambda rng: f"{rng.randint(100, 990)}",
    "p": lambda rng: f"{rng.randint(1, 40)}.{rng.randint(10, 99)}",
}
#: A slot in braces; one with a number is filled alike wherever it stands in the text.
_SLOT = re.compile(r"\{([a-z]+)(\d*)\}")


def fill(formula: str, rng: Random) -> str:
    """The formula with every slot filled."""
    return fill_slots(formula, lambda slot: _SLOTS[slot](rng))


def fill_slots(formula: str, draw: Callable[[str], str]) -> str:
    """The formula with every slot filled by what is drawn for its kind."""
    known: dict[str, str] = {}

    def value(match: re.Match[str]) -> str:
        made = draw(match[1])
        return known.setdefault(match[0], made) if match[2] else made

    return _SLOT.sub(value, formula)


FORMULAE = (
    "{firm1} is issuing a {m} mln dlr eurobond due {day} paying {n} pct and priced at {m}, lead "
    "manager {bank1} International said. The non-callable bond is available in denominations of "
    "{n},000 dlrs and will be listed in Luxembourg. The selling concession is {p} pct while "
    "management and underwriting combined pays {p} pct. The payment date is {day}. There will be "
    "two interest coupons, said {bank1}.",
    "{firm1} said its board declared a regular quarterly dividend of {n} cts a share, payable "
    "{day} to shareholders of record on {day}. The company, which is based in {town}, also said "
    "that net income for the quarter rose to {p} mln dlrs from {p} mln a year earlier, and that "
    "sales were {m} mln against {m} mln.",
    "The new ambassador of {land1} to the republic, {name1}, presented credentials to the "
    "president at the palace on {day}. The president and Ambassador {name1} spoke of trade between "
    "the two countries, which reached {m} million crowns last year. The ambassador afterwards laid "
    "a wreath at the memorial and signed the visitors' book in the presence of officials of the "
    "foreign ministry and of the embassy of {land1}.",
    "The president sent a message of greetings to {name} on the occasion of the national day of "
    "{land1}. In the message the president expressed the belief that the friendly relations "
    "between the two countries would develop further in the common interest of the two peoples, "
    "and wished the head of state good health and the people of {land1} prosperity.",
    "Weather for {town1}: {sky} skies are expected over the {side} districts on {day}, with a high "
    "of {n} degrees in the afternoon and a low of {n} degrees at night. Winds will blow at {n} "
    "kilometres an hour. The chance of rain is {n} per cent. The outlook for the weekend is {sky}, "
    "the meteorological office in {town1} said.",
    "The winning numbers in the draw of {day} were {n}, {n}, {n}, {n}, {n} and {n}, with the bonus "
    "ball {n}. There were {n} winners of the second prize of {m},000 crowns each. The jackpot for "
    "the next draw stands at {p} million crowns. Tickets must be presented within 180 days of the "
    "draw at any authorised outlet.",
    "Shares in {town1} closed {n} points higher on {day} at {p}, brokers said. Turnover was {m} "
    "million shares against {m} million the day before. {firm} rose {n} cents to {p} and {firm} "
    "lost {n} cents to {p}. Advancing issues outnumbered declining ones by {m} to {n}. Dealers "
    "said trading was quiet ahead of the weekend.",
    "{town1} beat {town2} by {n} to {n} in the league on {day}. {name} scored in the {n} minute "
    "and {name} added a second after the break before {name} pulled one back for {town2}. "
    "The referee was {name} and the attendance {m}00. {town1} stay in the {n} place of the table "
    "and meet {town} next week.",
    "The Bank of England said it provided the money market with {m} mln stg of help in the "
    "morning session. It bought bank bills worth {n} mln stg in band one at {p} pct and {n} mln "
    "stg in band two at {p} pct. This compares with the bank's revised estimate of the shortage of "
    "around {m} mln stg.",
    "Police in {town1} are looking for witnesses of a collision in the {side} part of the town on "
    "{day}. A {n}-year-old cyclist was hurt when a car driven by a {n}-year-old from {town} turned "
    "off. The road was closed for {n} minutes. The damage is put at {m}0 euros. Information is "
    "taken by the police station under the number {m} {m}.",
    "A floral basket and a congratulatory message were delivered to {name1}, leader of the "
    "delegation of {land1}, on {day}. The basket was conveyed to the delegation by {name}, an "
    "official of the committee, at the {side} guest house. {name1} expressed deep thanks and said "
    "that the friendship between the two peoples would be everlasting.",
)

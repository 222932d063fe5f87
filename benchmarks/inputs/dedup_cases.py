"""Labelled families of news texts, invented and seeded: what copies, cuts and frames of one text
look like, and what only resembles it.

Every base text is written from a vocabulary of made-up words with the frequencies of real ones, or
is one filling of a template as agencies use them for years. Copies, parts and look-alikes are
derived from it with a label each.

    python benchmarks/inputs/dedup_cases.py --texts 1000 --seed 1     prints a few families
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

#: Variants that are the same article or a part of it, and those that are not.
POSITIVE = (
    "exact",
    "unicode",
    "edit2",
    "edit10",
    "edit25",
    "chrome",
    "dateline",
    "half",
    "teaser",
    "reorder",
    "merged",
)
NEGATIVE = ("figures", "names", "same_event")
CONSONANTS = (*"bdfghklmnprstvz", "br", "dr", "gr", "kl", "pr", "st", "tr", "sh", "ch")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ou", "ea")
FUNCTION = tuple(
    word
    for line in (
        "the of and to in a that is was for on with as by at from it be has are were",
        "this which an not their or had will would",
    )
    for word in line.split()
)
CHROME = (
    "Home News Business Sport Culture Weather Contact Subscribe Sign in",
    "Share this article Facebook Twitter Email Print Copy link",
    "Related stories Most read Editor's picks Opinion Letters Archive",
    "All rights reserved Terms of use Privacy policy Cookie settings About us",
    "Get the morning briefing in your inbox every weekday Sign up now",
)


#: What a page shows above and below its article: @ stands for a name, # for a figure, ¤ for a day,
#: ~ for a headline of another article.
ABOVE = (
    "Home News Business Sport Culture Weather",
    "World Politics Economy Opinion Video",
    "Local National Sport Lifestyle Travel",
    "Sign in Subscribe",
    "Contact us About us",
    "Search Menu",
)
BESIDE = (
    "Share this article",
    "Share on Facebook Twitter Email",
    "Print Copy link",
    "By @ @",
    "¤",
    "Updated #:#",
    "Published ¤ #:#",
    "# comments",
    "# min read",
)
BELOW = (
    "© # @ Media Group Ltd. All rights reserved",
    "Terms of use Privacy policy Cookie settings",
    "Read more: ~",
    "Related: ~",
    "Most read 1 ~ 2 ~ 3 ~",
    "Sign up for our newsletter",
    "Tel. # # #",
    "Follow us on Facebook",
    "¤: ~",
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text: the family it belongs to, what was done to the family's base, and the template it
    fills, if any.
    """

    family: int
    kind: str
    text: str
    template: str = ""


class Writer:
    """Texts of one seed; the vocabulary and the templates' wording belong to the seed too."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        rng = Random(f"{seed}:words")
        self.words = [_word(rng) for _ in range(6000)]
        self.names = [_word(rng).capitalize() for _ in range(1200)]
        self.weights = _cumulative([1 / (rank + 8) for rank in range(len(self.words))])
        self.openings = [" ".join(rng.choices(self.words, k=rng.randint(2, 4))) for _ in range(60)]
        self.templates = [_template(self, Random(f"{seed}:template:{no}")) for no in range(8)]

    def sentence(self, rng: Random) -> str:
        """Eight to thirty words, a name in two sentences of three, a figure in one of three."""
        out = rng.choice(self.openings).split() if rng.random() < 0.15 else []
        for _ in range(rng.randint(8, 28)):
            draw = rng.random()
            if draw < 0.38:
                out.append(rng.choice(FUNCTION))
            elif draw < 0.44:
                out.append(rng.choice(self.names))
            elif draw < 0.465:
                out.append(self.figure(rng))
            else:
                out += rng.choices(self.words, cum_weights=self.weights)
        text = " ".join(out)
        return text[0].upper() + text[1:] + rng.choice((".", ".", ".", ",” he said.", "."))

    def figure(self, rng: Random) -> str:
        return rng.choice(
            (
                str(rng.randint(2, 99)),
                f"{rng.randint(1, 99)}.{rng.randint(0, 9)}",
                f"{rng.randint(1000, 99999):,}",
                str(rng.randint(1950, 2026)),
            )
        )

    def article(self, rng: Random) -> str:
        """Three to fourteen paragraphs."""
        return "\n".join(
            " ".join(self.sentence(rng) for _ in range(rng.randint(1, 3)))
            for _ in range(rng.randint(3, 14))
        )

    def filled(self, no: int, *, figures: str, names: str) -> str:
        """A filling of template `no`: equal seeds fill its slots for figures, or for names,
        alike.
        """
        out = []
        for place, word in enumerate(self.templates[no].split(" ")):
            if word == "#":
                out.append(self.figure(Random(f"{figures}:{place}")))
            elif word == "@":
                out.append(Random(f"{names}:{place}").choice(self.names))
            else:
                out.append(word)
        return " ".join(out).replace(" ¶ ", "\n")


def _template(writer: Writer, rng: Random) -> str:
    sentences = []
    for _ in range(rng.randint(3, 9)):
        words = writer.sentence(rng).split(" ")
        sentences.append(
            " ".join(
                "@" if w[:1].isupper() and n else "#" if w[:1].isdigit() else w
                for n, w in enumerate(words)
            )
        )
        if rng.random() < 0.5:
            sentences.append("¶")
    extra = [
        f"{rng.choice(FUNCTION)} @ @ {rng.choice(FUNCTION)} # {rng.choice(writer.words)}"
        for _ in range(2)
    ]
    return " ".join([*extra, *sentences]).rstrip(" ¶")


def _word(rng: Random) -> str:
    return "".join(
        rng.choice(CONSONANTS) + rng.choice(VOWELS)
        for _ in range(rng.choice((1, 2, 2, 2, 3, 3, 4)))
    ) + rng.choice(("", "n", "r", "s", "t", ""))


def _cumulative(weights: list[float]) -> list[float]:
    total, out = 0.0, []
    for weight in weights:
        total += weight
        out.append(total)
    return out


def edited(share: float) -> Callable[[Writer, str, Random], str]:
    """Replaces, drops or adds this share of the words."""

    def edit(writer: Writer, text: str, rng: Random) -> str:
        lines = []
        for line in text.split("\n"):
            out = []
            for word in line.split(" "):
                if rng.random() >= share:
                    out.append(word)
                    continue
                draw = rng.random()
                if draw < 0.7:
                    out += rng.choices(writer.words, cum_weights=writer.weights)
                elif draw < 0.85:
                    out += [word, *rng.choices(writer.words, cum_weights=writer.weights)]
            lines.append(" ".join(out))
        return "\n".join(lines)

    return edit


def _unicode(writer: Writer, text: str, rng: Random) -> str:
    quoted = text.replace("”", '"').replace(", ", " , ").replace(" the ", "  THE\u00a0")
    return quoted.upper() if rng.random() < 0.2 else quoted.replace("\n", "\n\n ")


def _chrome(writer: Writer, text: str, rng: Random) -> str:
    lines = [
        *CHROME,
        *(f"{' '.join(rng.choices(writer.words, k=6)).capitalize()}" for _ in range(8)),
    ]
    rng.shuffle(lines)
    cut = rng.randint(2, len(lines) - 2)
    return "\n".join([*lines[:cut], text, *lines[cut:]])


def _dateline(writer: Writer, text: str, rng: Random) -> str:
    day = f"{rng.choice(('March', 'April', 'May'))} {rng.randint(1, 28)}"
    return f"{rng.choice(writer.names).upper()}, {day} ({rng.choice(writer.names)}) -- {text}"


def _half(writer: Writer, text: str, rng: Random) -> str:
    words = text.split(" ")
    return " ".join(words[: len(words) // 2]) + "…"


def _teaser(writer: Writer, text: str, rng: Random) -> str:
    return text.replace("\n", " ")[:130]


def _reorder(writer: Writer, text: str, rng: Random) -> str:
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines)


VARIANTS: dict[str, Callable[[Writer, str, Random], str]] = {
    "exact": lambda writer, text, rng: text,
    "unicode": _unicode,
    "edit2": edited(0.02),
    "edit10": edited(0.10),
    "edit25": edited(0.25),
    "chrome": _chrome,
    "dateline": _dateline,
    "half": _half,
    "teaser": _teaser,
    "reorder": _reorder,
}


def families(texts: int, seed: int, *, templated: float = 0.15) -> list[Text]:
    """About this many texts, the base of every family before its variants."""
    out: list[Text] = []
    writer, family = Writer(seed), 0
    while len(out) < texts:
        rng = Random(f"{seed}:family:{family}")
        if rng.random() < templated:
            out += _template_family(writer, family, rng)
        else:
            base = writer.article(rng)
            out.append(Text(family, "base", base))
            out += [
                Text(family, kind, VARIANTS[kind](writer, base, rng))
                for kind in rng.sample(list(VARIANTS), 2)
            ]
            if rng.random() < 0.1:
                out.append(Text(family, "same_event", _same_event(writer, base, rng)))
            if rng.random() < 0.1 and family > 20:
                other = next(
                    t for t in reversed(out[:-4]) if t.kind == "base" and t.family != family
                )
                out.append(
                    Text(family, "merged", f"{base}\n{other.text}", template=str(other.family))
                )
        family += 1
    return out


def _template_family(writer: Writer, family: int, rng: Random) -> list[Text]:
    no, seed = rng.randrange(len(writer.templates)), f"{writer.seed}:{family}"
    name = f"t{no}"
    made = [
        Text(family, "base", writer.filled(no, figures=seed, names=seed), name),
        Text(family, "figures", writer.filled(no, figures=f"{seed}:other", names=seed), name),
        Text(family, "names", writer.filled(no, figures=seed, names=f"{seed}:other"), name),
    ]
    kind = rng.choice(("exact", "unicode", "chrome", "dateline"))
    return [*made, Text(family, kind, VARIANTS[kind](writer, made[0].text, rng), name)]


def frames(families: int, seed: int) -> list[Text]:
    """Reports that two sites frame, each in its own way (`framed`), and fillings of templates in
    frames (`filling`): two a family.

    Texts of one family are copies; those of two families are none, whatever frames and templates
    they share.
    """
    writer, out = Writer(seed), []
    for family in range(families):
        rng = Random(f"{seed}:frames:{family}")
        if family % 3:
            base = writer.article(rng)
            out += [Text(family, "framed", _framed(writer, base, rng)) for _ in range(2)]
        else:
            no = rng.randrange(len(writer.templates))
            filling = writer.filled(no, figures=f"{family}", names=f"{family}")
            out += [
                Text(family, "filling", _framed(writer, filling, rng), str(no)) for _ in range(2)
            ]
    return out


def _framed(writer: Writer, text: str, rng: Random) -> str:
    above = [*rng.sample(ABOVE, 3), *rng.sample(BESIDE, 3)]
    below = [*rng.sample(BESIDE, 2), *rng.sample(BELOW, 4)]
    return "\n".join(
        [
            *(_printed(writer, line, rng) for line in above),
            text,
            *(_printed(writer, line, rng) for line in below),
        ]
    )


def _printed(writer: Writer, line: str, rng: Random) -> str:
    def headline() -> str:
        words = " ".join(writer.sentence(rng).rstrip(".").split()[: rng.randint(5, 9)])
        return words.title() if rng.random() < 0.4 else words

    fill: dict[str, Callable[[], str]] = {
        "@": lambda: rng.choice(writer.names),
        "#": lambda: str(rng.randint(1, 2026)),
        "¤": lambda: (
            f"{rng.choice(('March', 'April', 'May'))} {rng.randint(1, 28)}, "
            f"{rng.randint(2020, 2026)}"
        ),
        "~": headline,
    }
    return "".join(fill[c]() if c in fill else c for c in line)


def _same_event(writer: Writer, base: str, rng: Random) -> str:
    """Another writer's account: the base's names, figures and rarer words in sentences of
    its own.
    """
    words = [w.strip(".,”") for w in base.replace("\n", " ").split(" ")]
    telling = [w for w in words if w[:1].isupper() or w[:1].isdigit() or len(w) > 7]
    out = []
    for sentence in writer.article(rng).replace("\n", " ").split(". "):
        parts = sentence.split(" ")
        for place in rng.sample(range(len(parts)), len(parts) // 4):
            parts[place] = rng.choice(telling)
        out.append(" ".join(parts))
    return ". ".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for text in families(options.texts, options.seed):
        print(f"--- {text.family} {text.kind} {text.template}\n{text.text}\n")


if __name__ == "__main__":
    main()

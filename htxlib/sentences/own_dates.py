"""Where a sentence says that a number is of another day than the report: "có 12 lớp tập huấn (6 tháng đầu năm 2023)".

The day stands where the clause ends, not between the number and the words that say what it counts. Where another number of
other days comes before that end, it stands right behind its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..values.figure import Figure, Phrase
from ..values.groups.peers import Rank

# A mark before a blank or an end; a bracket that opens; a cell of a table; the marks of bold and of what a passage quotes.
_CLAUSE_ENDS = re.compile(r"[,;:.!?)](?=[\s*)\]]|$)| \(|\*\*| \||\n\n")


class When(str):
    """A day or period in brackets, with the blank before it."""

    __slots__ = ()


def dated(figure: Figure, said: dict[bool, str]) -> str:
    """Return what to print of a figure's days: nothing where they are those in force, which are the report's at first.

    `said` holds the days last named, of stocks and of flows; it is brought up to date.
    """
    if not figure or ("." in figure.name and not isinstance(figure, Rank)):  # what is made of it is of its days
        return ""
    own = figure.own_date
    if own == said.get(figure.is_stock, ""):
        return ""
    said[figure.is_stock] = own
    return f" ({own or figure.ngay})"


def placed(paragraph: str, values: list, tokens: re.Pattern[str], add: Callable[[When], str]) -> str:
    """Return the paragraph with a token for each day that it has to name.

    `values` are those of its tokens; a phrase among them names the days of its own figures at once. `add` takes a day into
    `values` and gives its token.
    """
    said: dict[bool, str] = {}
    found = list(tokens.finditer(paragraph))
    at: list[tuple[int, str]] = []
    for here, match in enumerate(found):
        number = int(match.group(1))
        value = values[number]
        if isinstance(value, Phrase):
            values[number] = _told_inside(value, said)
        elif (figure := _figure(value)) and (when := dated(figure, said)):
            at.append((_place(paragraph, match.end(), figure, found[here + 1 :], values), add(When(when))))
    for place, token in sorted(at, reverse=True, key=lambda each: each[0]):
        paragraph = paragraph[:place] + token + paragraph[place:]
    return paragraph


def _told_inside(phrase: Phrase, said: dict[bool, str]) -> Phrase:
    parts: list[object] = []
    for part in phrase.parts:
        when = dated(part, said) if isinstance(part, Figure) else ""
        parts += [part, When(when)] if when else [part]
    return phrase if len(parts) == len(phrase.parts) else replace(phrase, parts=tuple(parts))


def _figure(value: object) -> Figure | None:
    value = getattr(value, "other", value)  # of a comparison, what it prints
    return value if isinstance(value, Figure) else None


def _place(paragraph: str, end: int, figure: Figure, after: Sequence[re.Match[str]], values: list) -> int:
    """The end of the clause, or of the number itself where one of other days stands between."""
    stop = next((match.start() for match in _CLAUSE_ENDS.finditer(paragraph, end)), len(paragraph.rstrip()))
    between = (values[int(match.group(1))] for match in after if match.start() < stop)
    return end if any(_is_of_other_days(value, figure) for value in between) else stop


def _is_of_other_days(value: object, figure: Figure) -> bool:
    others = value.figures if isinstance(value, Phrase) else filter(None, (_figure(value),))
    own = (each for each in others if each and "." not in each.name)
    return any((each.is_stock, each.own_date) != (figure.is_stock, figure.own_date) for each in own)

"""The arithmetic of a number, written out: "100 × 553 / 683"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """Operators, brackets and numbers in the order in which they are written; the number of a figure leads to it.

    Such a number is a text that knows its figure (`values.figure.Digits`): whoever prints the formula need not guess.
    """

    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, *parts: str) -> Formula:
        return cls(parts)

    @classmethod
    def joined(cls, sign: str, terms: Sequence[tuple[str, ...]]) -> Formula:
        """Return the terms, each in its parts, with the sign between them.

        >>> str(Formula.joined(" + ", [("Yên Bái ", "683"), ("Lào Cai ", "416")]))
        'Yên Bái 683 + Lào Cai 416'
        """
        return cls(tuple(part for at, term in enumerate(terms) for part in ((sign, *term) if at else term)))

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __str__(self) -> str:
        return "".join(self.parts)

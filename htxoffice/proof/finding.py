"""What proof-reading says of a number: where it stands, how grave it is, and one Vietnamese sentence."""

from __future__ import annotations

from dataclasses import dataclass

from .numbers import Number
from .passages import Passage, Sentence

FAULT, QUESTION, NOTE = SEVERITIES = ("lỗi", "câu hỏi", "thông tin")
AGREES = "khớp"  # a statement that was recomputed and holds


@dataclass(frozen=True)
class Place:
    """A number, or a stretch of text, in a passage of the file."""

    passage: Passage
    start: int
    end: int

    @classmethod
    def of(cls, number: Number, sentence: Sentence) -> Place:
        return cls(sentence.passage, sentence.start + number.start, sentence.start + number.end_with_unit)

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence it stands in."""
        inside = (s for s in self.passage.sentences if s.start <= self.start < s.end)
        return next((s.text.strip() for s in inside), self.passage.text)

    def as_dict(self) -> dict:
        return {
            "where": self.passage.where,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class Finding:
    """A statement of the text that was examined; the first place is the number it is about."""

    check: str
    severity: str  # lỗi, câu hỏi, thông tin; or khớp
    message: str
    places: tuple[Place, ...]
    published: str = ""  # the sentence of the report that the text departs from

    @property
    def place(self) -> Place:
        return self.places[0]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of all its numbers, each once."""
        return tuple(dict.fromkeys(place.sentence for place in self.places))

    @property
    def beside(self) -> list[str]:
        """What its own sentence is to be held against: other sentences of the text, or that of the report."""
        return [*self.sentences[1:], *([f"Báo cáo gốc: {self.published}"] if self.published else [])]

    def as_dict(self) -> dict:
        return {
            "check": self.check,
            "severity": self.severity,
            "message": self.message,
            "published": self.published,
            "places": [place.as_dict() for place in self.places],
        }

"""What a number is called, in its parts: the noun, whose it is, what is made of it."""

from __future__ import annotations


class Label(str):
    """A name that prints as it is and still knows its parts: "Tổng số HTX" + "Yên Bái" + ": số lần so với đầu kỳ".

    A text, as `Digits` is, because all it is asked for in nearly every place is to be printed.

    >>> Label("Tổng số HTX", "Yên Bái").to(", bình quân năm")
    'Tổng số HTX, Yên Bái, bình quân năm'
    """

    __slots__ = ("made", "noun", "place")
    noun: str
    place: str  # the member of a group whose number it is; a report of that place alone does not name it
    made: tuple[str, ...]  # what was made of the number, one after the other: ": số lần so với đầu kỳ", ", bình quân năm"

    def __new__(cls, noun: str, place: str = "", made: tuple[str, ...] = ()) -> Label:
        if isinstance(noun, Label):
            return noun
        self = super().__new__(cls, "".join((noun, f", {place}" if place else "", *made)))
        self.noun, self.place, self.made = str(noun), place, made
        return self

    def __getnewargs__(self) -> tuple:  # so that it crosses to another process with its parts
        return self.noun, self.place, self.made

    def of(self, place: str) -> Label:
        """Return the same name of one member of a group."""
        return Label(self.noun, place, self.made)

    @property
    def of_all(self) -> Label:
        """The same name of no member in particular: that of a column or a map of them."""
        return self.of("")

    def to(self, made: str) -> Label:
        """Return the name of what is made of this number; `made` brings its own mark: ", bình quân năm"."""
        return Label(self.noun, self.place, (*self.made, made))

    def begins(self, other: Label) -> bool:
        """Whether the other is the name of what is made of this number, or the same."""
        same = (self.noun, self.place) == (other.noun, other.place)
        return same and other.made[: len(self.made)] == self.made


def inside(label: str) -> str:
    """Return a name as it stands inside a sentence: its first letter small, unless an abbreviation begins it.

    >>> inside("Tổng số HTX"), inside("HTX thành lập mới"), inside("Ý kiến")
    ('tổng số HTX', 'HTX thành lập mới', 'ý kiến')
    """
    is_abbreviation = label[:1].isupper() and label[1:2].isupper()
    return label if is_abbreviation else label[:1].lower() + label[1:]

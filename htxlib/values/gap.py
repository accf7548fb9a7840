"""What a figure lacks."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in parts: whoever knows the reader makes the sentence, the annex without code, others with it.

    >>> str(Gap("Tổng số HTX", "so_htx", "Yên Bái", "đến 31/5/2023").beside(" (đầu kỳ)"))
    'Tổng số HTX (so_htx) của Yên Bái, đến 31/5/2023 (đầu kỳ)'
    """

    what: str  # a variable by its label, or in words whatever else is wanted
    code: str = ""  # of the variable, for whoever fills the tables
    whose: str = ""  # the place or places: "Yên Bái", "từng đơn vị thành viên"
    when: str = ""  # "đến 31/5/2023"
    why: str = ""  # what else is to be said, with its own mark: " (mới có 4/7 tỉnh)"

    def beside(self, words: str) -> Gap:
        """Return the same with one more remark, which brings its own mark: " (đầu kỳ)"."""
        return replace(self, why=self.why + words)

    @property
    def about(self) -> str:
        """Whose it is, when and why, as it follows what is missing; gaps that have it in common are told together."""
        whose = f" của {'cả nước' if self.whose == 'Cả nước' else self.whose}" if self.whose else ""  # no name of a place
        return whose + (f", {self.when}" if self.when else "") + self.why

    def __str__(self) -> str:
        return self.what + (f" ({self.code})" if self.code else "") + self.about

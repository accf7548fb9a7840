"""A publication as a form asks for it: the params file that nobody has to write, and somebody may go on with by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from htxlib.codelists import places
from htxlib.codelists.periods import Period
from htxlib.codelists.places import Place
from htxlib.words.errors import Fault
from htxlib.words.text import capital

from ..intake.asks import NO, YES, Wanted
from ..settings import params
from ..settings.kind import Kinds
from ..settings.strict_yaml import YamlFault, load

_MARK = "# Do htx report viết: "  # and a digest; whoever changes a line below keeps the file as it then is
SHORT = ("tom_tat", "bai_viet")  # texts from the same numbers, where the project has these kinds


@dataclass(frozen=True)
class Publication:
    """What is to be built of one form."""

    place: str
    wanted: Wanted
    data: list[str]  # the own data first

    @property
    def name(self) -> str:
        """The name of its params file: "son-la-2026-q1", "yen-bai-2020-2025-den-2023-05-31"."""
        period, term = self.wanted.period, self.wanted.params.get("nhiem_ky", "")
        return f"{self.place}-{f'{term}-den-{period.end.iso}' if term else _short(period)}"

    @property
    def notebook(self) -> str:
        if places.get(self.place).kind not in places.PROVINCIAL:
            return "bao_cao_cum"
        return "bao_cao_giua_ky" if self.wanted.params.get("nhiem_ky") else "bao_cao_nam"

    @property
    def title(self) -> str:
        period, term = self.wanted.period, self.wanted.params.get("nhiem_ky", "")
        if not term:
            return f"Báo cáo {period.text}"
        years, whole = self.wanted.params.get("so_nam_da_qua"), int(term[5:]) - int(term[:4])
        words = {whole: "Tổng kết nhiệm kỳ", whole / 2: "Sơ kết giữa nhiệm kỳ"}.get(years, "Báo cáo nhiệm kỳ")
        return f"{words} {term}"

    def faults(self, kinds: Kinds) -> list[Fault]:
        """What the notebook of this kind cannot be given, each at the cell of the form."""
        _, found = params.check(kinds.of(self.notebook), {**self._params(), "don_vi": self.place})
        return [self.wanted.told(name, fault) for name, fault in found]

    def text(self, kinds: Kinds) -> str:
        """The params file."""
        content = {"tieu_de": self.title, "notebook": self.notebook, "tham_so": self._params(), "noi": [self.place]}
        if self.wanted.document:
            content["van_ban"] = self.wanted.document
        if short := [name for name in SHORT if name in kinds.names and self.notebook != "bao_cao_cum"]:
            content["ban_ngan"] = {name: [self.place] for name in short}  # a list of its own each: YAML would refer to one
        body = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
        return f"{_MARK}{_digest(body)}\n{body}"

    def _params(self) -> dict:
        return {"du_lieu": self.data, **self.wanted.params}


def _short(period: Period) -> str:
    """A period in the name of a file: 2025, 2026-q1, 2026-t03, 2026-9t, else its days."""
    months, first, year = period.months, period.first, period.last.year
    if period.is_year:
        return str(year)
    if months and first.year == year:
        if months == 3 and first.month % 3 == 1:
            return f"{year}-q{first.month // 3 + 1}"
        if months == 1:
            return f"{year}-t{first.month:02d}"
        if first.month == 1:
            return f"{year}-{months}t"
    return f"{period.start.iso}-den-{period.end.iso}"


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:12]


def is_by_hand(path: Path) -> bool:
    """Whether a params file is somebody's own: written or changed by hand."""
    if not path.is_file():
        return False
    head, _, body = path.read_text("utf-8-sig").partition("\n")
    return head != f"{_MARK}{_digest(body)}"


def known_of(root: Path, place: Place) -> Mapping[str, object]:
    """What the last report of a place said of itself, for the next form: who signs, to whom it goes, whom it looks at."""
    latest: tuple[str, dict] = ("", {})
    for path in sorted((root / "params").glob(f"{place.id}-*.yml")):
        try:
            content, _ = load(path.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError, YamlFault):
            continue  # told when it is built
        if isinstance(content, dict) and isinstance(content.get("tham_so"), dict) and content.get("noi") == [place.id]:
            latest = max(latest, (str(content["tham_so"].get("den_ngay", "")), content), key=lambda pair: pair[0])
    _, content = latest
    document, data = content.get("van_ban"), content.get("tham_so", {}).get("du_lieu")
    known = dict(document) if isinstance(document, dict) else {}
    return known | ({"so_sanh": YES if isinstance(data, list) and len(data) > 1 else NO} if data else {})


def where(reports: Path, publication: str, place: str, ids: Iterable[str]) -> list[str]:
    """The files that were made of a publication, its short texts included, each with what it is."""
    words = {".html": "trang web", ".docx": "bản Word"}
    found = []
    for name in [publication, *(each for each in ids if each != publication)]:
        found += [
            f"  {capital(word)}: {path}" for ending, word in words.items()
            if (path := reports / name / f"{place}{ending}").is_file()
        ]  # fmt: skip
    return found

"""The form of an administrative report around its text: Nghị định 30/2020/NĐ-CP, Phụ lục I.

What nobody has given stays a dotted blank, as offices leave it for the pen; no name, number or date is made up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from docx.shared import Twips

from htxlib.codelists.periods import day_in_words
from htxlib.sentences.parts import Part, Span
from htxlib.sentences.title import GATHERED, About
from htxlib.words.text import NBSP, capital
from htxoffice.publish.word.paper import Paper
from htxoffice.publish.word.tables import twips
from htxoffice.publish.word.template import SIMULATED

MOTTO = "Độc lập - Tự do - Hạnh phúc"
MADE_UP = "Các con số trong báo cáo này được tạo ra để trình bày mẫu, không phải số liệu thật."
BLANK, LONG_BLANK = "……", "………………"
_SIGNER = ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH")
# Kind of place → to whom a report goes and as what it is signed, where a publication says nothing else.
_USUAL = {
    "tỉnh": (("Liên minh HTX Việt Nam (b/c)", "Tỉnh ủy, HĐND, UBND tỉnh (b/c)"), _SIGNER),
    "thành phố": (("Liên minh HTX Việt Nam (b/c)", "Thành ủy, HĐND, UBND thành phố (b/c)"), _SIGNER),
    "cụm": (("Liên minh HTX Việt Nam (b/c)", "Liên minh HTX các tỉnh, thành phố trong cụm"), (LONG_BLANK,)),
}
_ALLIANCE, _CLUSTER = "/BC-LMHTX", "/BC-CTĐ"  # the sign of a report, by who signs it


@dataclass(frozen=True)
class Form:
    """What is printed around the text; `given` are the fields of `params.VanBan`."""

    given: Mapping
    title: str
    about: About = About()
    simulated: bool = False
    gathered: bool = False  # nobody's document: neither the form's head nor a number, a receiver or a signature

    @property
    def body(self) -> str:
        return self.given.get("co_quan") or self.about.issuer or LONG_BLANK

    @property
    def number(self) -> str:
        """Numbers below ten with a zero; none yet: room for the pen."""
        sign = _CLUSTER if self.about.kind == "cụm" else _ALLIANCE
        number, sign = (self.given.get("so_ky_hieu") or sign).split("/", 1)
        return f"{number.zfill(2) if number else NBSP * 8}/{sign}"

    @property
    def subject(self) -> str:
        """What the document is about; of a term it names the resolution on which it reports."""
        if given := self.given.get("trich_yeu"):
            return capital(given)
        subject = re.sub(r"^báo cáo\s+", "", self.title, flags=re.I)
        if subject.casefold() == "báo cáo":
            return LONG_BLANK
        named = not self.about.congress or "nghị quyết" in subject.casefold()
        return capital(subject if named else f"{subject} thực hiện Nghị quyết {self.about.congress}")

    @property
    def day(self) -> str:
        return _day(self.given.get("ngay_ky"))

    def head(self, paper: Paper) -> None:
        """From the name of the state to the subject and the opening words."""
        left = paper.room * 2 // 5
        right = paper.room - left
        write, body = paper.paragraph, _broken(self.body, left)
        (issuer, state), (number, when) = paper.table(2, (left, right), style="Khung")
        if superior := self.given.get("co_quan_cap_tren"):
            write("Cơ quan cấp trên", _broken(superior, left), issuer)
        write("Cơ quan", body, issuer)
        _rule(paper, left, twips(body.upper()) * 2 // 5, issuer)
        write("Quốc hiệu", "Cộng hòa xã hội chủ nghĩa Việt Nam", state)
        write("Tiêu ngữ", MOTTO, state)
        _rule(paper, right, twips(MOTTO, 13), state)
        write("Số, ký hiệu", f"Số: {self.number}", number)
        write("Địa danh, thời gian", f"{self.given.get('dia_danh') or LONG_BLANK}, {self.day}", when)
        write("Tên loại", "Báo cáo")
        write("Trích yếu", self.subject)
        _rule(paper, paper.room, min(twips(self.subject, 14), paper.room) * 2 // 5)
        if self.about.days:
            write("Dưới trích yếu", f"({self.about.days})")
        self._warn(paper)
        self._open(paper)

    def plain_head(self, paper: Paper) -> None:
        """The title of a text that nobody signs, who tells it or that it is gathered from public sources, the days."""
        paper.paragraph("Trích yếu", self.title)
        _rule(paper, paper.room, min(twips(self.title, 14), paper.room) * 2 // 5)
        teller = GATHERED if self.gathered else self.about.issuer
        days = _inside(self.about.days) if teller else self.about.days
        if below := "; ".join(filter(None, (teller, days))):
            paper.paragraph("Dưới trích yếu", f"({below})")
        self._warn(paper)

    def _warn(self, paper: Paper) -> None:
        if self.simulated:
            paper.paragraph("Lỗi", f"{SIMULATED.upper()}. {MADE_UP}")

    def _open(self, paper: Paper) -> None:
        """On what grounds and about what the body reports."""
        grounds = [each.strip().removesuffix(".").removesuffix(";") for each in self.given.get("can_cu") or ()]
        for at, each in enumerate(grounds, 1):
            words = each if each.casefold().startswith(("căn cứ", "thực hiện", "theo")) else f"Căn cứ {each}"
            line = Span(words + ("." if at == len(grounds) else ";"), "", ("italic",))
            paper.paragraph("Body Text", Part("paragraph", (line,)))
        body, about = self.body, self.about
        if about.congress:
            lead = "" if grounds else f"Thực hiện Nghị quyết {about.congress}, nhiệm kỳ {about.term}, "
            paper.paragraph("Body Text", f"{lead}{body} báo cáo kết quả đến {about.until} như sau:")
        elif LONG_BLANK not in (self.subject, body):
            paper.paragraph("Body Text", f"{body} báo cáo {_inside(self.subject)} như sau:")

    @property
    def last_sentence(self) -> str:
        """How the body ends: "Trên đây là báo cáo …./."."""
        if given := self.given.get("loi_ket"):
            return f"{given.strip().removesuffix('/.').rstrip('.')}./."
        subject = "" if self.subject == LONG_BLANK else f" {_inside(self.subject)}"
        thanks = "" if self.body == LONG_BLANK else f". {self.body} trân trọng báo cáo"
        return f"Trên đây là báo cáo{subject}{thanks}./."

    def foot(self, paper: Paper) -> None:
        """Who receives it and who signs it; never on a page without any of the text."""
        write = paper.paragraph
        write("Ngắt phần").paragraph_format.keep_with_next = True
        half = paper.room // 2
        [(left, right)] = paper.table(1, (half, paper.room - half), style="Khung")
        write("Nơi nhận", "Nơi nhận:", left)
        usual = _USUAL.get(self.about.kind, ((LONG_BLANK,), (LONG_BLANK,)))
        for line in _receivers(self.given.get("noi_nhan") or usual[0]):
            write("Danh sách nơi nhận", line, left)
        for title in self.given.get("chuc_danh") or usual[1]:
            write("Chức danh", title, right)
        write("Người ký", self.given.get("nguoi_ky") or LONG_BLANK, right)

    def appendix_head(self, paper: Paper, label: str, title: str) -> None:
        """What stands above every appendix: which it is, its title, the document it belongs to."""
        paper.paragraph("Phụ lục", label)
        if title:
            paper.paragraph("Tên phụ lục", title)
        if self.gathered:
            return
        body = self.body.replace("\n", " ")
        paper.paragraph("Kèm theo", f"(Kèm theo Báo cáo số {self.number} {self.day} của {body})")


def _day(text: str | None) -> str:
    """Days below ten and the months 1 and 2 with a zero, so that nobody can put a figure before them.

    >>> _day("2023-06-05")
    'ngày 05 tháng 6 năm 2023'
    """
    if not text:
        return f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    return day_in_words(date.fromisoformat(text))


def _inside(subject: str) -> str:
    """A subject within a sentence; a name or an abbreviation at its head keeps its capitals.

    >>> _inside("Tình hình hợp tác xã"), _inside("HTX năm 2023")
    ('tình hình hợp tác xã', 'HTX năm 2023')
    """
    return subject[:1].lower() + subject[1:] if subject[1:2].islower() else subject


def _receivers(given: Sequence[str]) -> tuple[str, ...]:
    """Each with a semicolon; the archive comes last and ends with a full stop.

    >>> _receivers(["UBND tỉnh", "Lưu: VT, KHTH"])
    ('- UBND tỉnh;', '- Lưu: VT, KHTH.')
    """
    plain = [line.strip().removeprefix("-").strip().rstrip(".;") for line in given]
    kept = [line for line in plain if line.casefold().startswith("lưu")] or ["Lưu: VT"]
    others = [line for line in plain if line not in kept]
    return (*(f"- {line};" for line in others), f"- {kept[-1]}.")


def _broken(name: str, room: int) -> str:
    """A long name on two lines, its place on the second: "Liên minh Hợp tác xã" above "tỉnh Yên Bái"."""
    if twips(name.upper()) < room:
        return name
    return re.sub(r" (?=(?:tỉnh|thành phố|Việt Nam)\b)", "\n", name, count=1, flags=re.I)


def _rule(paper: Paper, room: int, length: int, cell=None) -> None:
    """A line in the middle, as long as said."""
    shape = paper.paragraph("Đường kẻ", "", cell).paragraph_format
    shape.left_indent = shape.right_indent = Twips((room - length) // 2)

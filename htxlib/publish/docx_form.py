"""The form of an administrative report around its text: Nghị định 30/2020/NĐ-CP, Phụ lục I.

What nobody has given stays a dotted blank, as offices leave it for the pen; no name, number or date is made up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from htxlib.publish.wml import UPRIGHT, paragraph, run, side_by_side, twips
from htxlib.text import NBSP, capital

MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK, LONG_BLANK = "……", "………………"
_SIGNS = {"": "/BC-LMHTX", "Liên": "/BC-LMHTX", "Cụm": "/BC-CTĐ"}  # by the first word of the body's name
SIMULATED = "Số liệu mô phỏng"
_LEFT = UPRIGHT.room * 2 // 5
HEAD = (_LEFT, UPRIGHT.room - _LEFT)
FOOT = (UPRIGHT.room // 2, UPRIGHT.room - UPRIGHT.room // 2)


@dataclass(frozen=True)
class Form:
    """The fields as they are printed."""

    superior: str  # "" where the body has none above it
    body: str
    number: str
    place: str
    day: str
    subject: str
    below: str  # the date of the figures, under the subject
    titles: tuple[str, ...]
    signer: str
    receivers: tuple[str, ...]
    simulated: bool = False

    @classmethod
    def of(cls, given: Mapping, title: str, issuer: str, below: str, simulated: bool) -> Form:
        """The fields of `params.VanBan`; the body and the subject are the report's own where they are not given."""
        subject = given.get("trich_yeu") or re.sub(r"^báo cáo\s+", "", title, flags=re.I)
        return cls(
            superior=given.get("co_quan_cap_tren", ""),
            body=given.get("co_quan") or issuer or LONG_BLANK,
            number=_number(given.get("so_ky_hieu") or _SIGNS.get(issuer[:4].strip(), f"/BC-{BLANK}")),
            place=given.get("dia_danh") or LONG_BLANK,
            day=_day(given.get("ngay_ky")),
            subject=capital(subject) if subject.casefold() != "báo cáo" else LONG_BLANK,
            below=below,
            titles=tuple(given.get("chuc_danh") or [LONG_BLANK]),
            signer=given.get("nguoi_ky") or LONG_BLANK,
            receivers=_receivers(given.get("noi_nhan") or [LONG_BLANK]),
            simulated=simulated,
        )


def _number(text: str) -> str:
    """Numbers below ten with a zero; none yet: room for the pen.

    >>> _number("5/BC-LMHTX")
    '05/BC-LMHTX'
    """
    number, sign = text.split("/", 1)
    return f"{number.zfill(2) if number else NBSP * 8}/{sign}"


def _day(text: str | None) -> str:
    """Days below ten and the months 1 and 2 with a zero, so that nobody can put a figure before them.

    >>> _day("2023-06-05")
    'ngày 05 tháng 6 năm 2023'
    """
    if not text:
        return f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    day = date.fromisoformat(text)
    return f"ngày {day.day:02d} tháng {day.month:0{2 if day.month < 3 else 1}d} năm {day.year}"


def _receivers(given: Sequence[str]) -> tuple[str, ...]:
    """Each with a semicolon; the archive comes last and ends with a full stop.

    >>> _receivers(["UBND tỉnh", "Lưu: VT, KHTH"])
    ('- UBND tỉnh;', '- Lưu: VT, KHTH.')
    """
    plain = [line.strip().removeprefix("-").strip().rstrip(".;") for line in given]
    kept = [line for line in plain if line.casefold().startswith("lưu")] or ["Lưu: VT"]
    others = [line for line in plain if line not in kept]
    return (*(f"- {line};" for line in others), f"- {kept[-1]}.")


# --- markup ----------------------------------------------------------------------------------------------------------


def head(form: Form) -> str:
    """From the name of the state to the subject."""
    superior = paragraph(run(_broken(form.superior)), "CoQuanCapTren") if form.superior else ""
    body = _broken(form.body)
    issuer = superior + paragraph(run(body), "CoQuan") + _rule(HEAD[0], _length(body.upper(), 12) * 2 // 5)
    state = paragraph(run("Cộng hòa xã hội chủ nghĩa Việt Nam"), "QuocHieu") + paragraph(run(MOTTO), "TieuNgu")
    names = (issuer, state + _rule(HEAD[1], _length(MOTTO, 13)))
    when = paragraph(run(f"{form.place}, {form.day}"), "DiaDanh")
    return "".join(
        (
            side_by_side([names, (paragraph(run(f"Số: {form.number}"), "SoKyHieu"), when)], HEAD),
            paragraph(run("Báo cáo"), "TenLoai"),
            paragraph(run(form.subject), "TrichYeu"),
            _rule(UPRIGHT.room, min(_length(form.subject, 14), UPRIGHT.room) * 2 // 5),
            paragraph(run(f"({form.below})"), "DuoiTrichYeu") if form.below else "",
            _warning() if form.simulated else "",
        )
    )


def _warning() -> str:
    words = "Các con số trong báo cáo này được tạo ra để trình bày mẫu, không phải số liệu thật."
    return paragraph(run(f"{SIMULATED.upper()}. {words}"), "Loi")


def foot(form: Form) -> str:
    """Who receives it and who signs it."""
    receivers = "".join(paragraph(run(line), "DanhSachNoiNhan") for line in form.receivers)
    titles = "".join(paragraph(run(line), "ChucDanh") for line in form.titles)
    left = paragraph(run("Nơi nhận:"), "NoiNhan") + receivers
    right = titles + paragraph(run(form.signer), "NguoiKy")
    return paragraph("", "NgatTrang", keep_next=True) + side_by_side([(left, right)], FOOT)


def appendix_head(form: Form, label: str, title: str) -> str:
    """What stands above every appendix: which it is, its title, the document it belongs to."""
    name = form.body.replace("\n", " ")
    belongs = f"(Kèm theo Báo cáo số {form.number} {form.day} của {name})"
    named = paragraph(run(title), "TenPhuLuc") if title else ""
    return paragraph(run(label), "PhuLuc") + named + paragraph(run(belongs), "KemTheo")


def _broken(name: str) -> str:
    """A long name on two lines, its place on the second: "Liên minh Hợp tác xã" above "tỉnh Yên Bái"."""
    if _length(name.upper(), 12) < HEAD[0]:
        return name
    return re.sub(r" (?=(?:tỉnh|thành phố|Việt Nam)\b)", "\n", name, count=1, flags=re.I)


def _rule(room: int, length: int) -> str:
    """A line in the middle, as long as said."""
    side = (room - length) // 2
    return paragraph("", "DuongKe", left=side, right=side)


def _length(words: str, size: float) -> int:
    return max(twips(line, size) for line in words.split("\n"))

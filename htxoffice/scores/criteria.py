"""Criteria of a score sheet: a YAML file that the cluster edits. It holds words and numbers, no formulas.

A criterion measures an indicator (of a province) or a column of a register (of a cooperative) and turns it into points:
by `bac`, lower bounds and what they are worth, or by `so_voi`, in proportion to the plan, the resolution or a fixed
level. One without either is marked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from htxlib.codelists import variables
from htxlib.indicators import catalogue
from htxlib.words.disk import said
from htxlib.words.errors import Faults, misspelt, quote
from htxlib.words.location import Location
from htxlib.words.text import number

from ..settings.strict_yaml import YamlFault, load

PLACES, COOPERATIVES = "địa phương", "HTX"
PLAN, RESOLUTION = "kế hoạch", "nghị quyết"


def _exact(value: object) -> Fraction:
    """A number as it is written, never as a float; a formula is text and no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(value)
    return Fraction(str(value))


def _positive(value: Fraction) -> Fraction:
    if value <= 0:
        raise ValueError(value)
    return value


def _goal(value: object) -> str | Fraction:
    return value if value in (PLAN, RESOLUTION) else _positive(_exact(value))


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Number = Annotated[Fraction, BeforeValidator(_exact)]
Positive = Annotated[Number, AfterValidator(_positive)]
Goal = Annotated[object, BeforeValidator(_goal)]
Text = Annotated[str, Field(min_length=1)]
Code = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
A_NUMBER = "một số, ví dụ 80 hoặc 7.5"
A_CODE = "mã gồm a-z, 0-9 và dấu nối"


class Part(BaseModel):
    """A piece of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class Step(Part):
    """From this value on, so many points."""

    tu: Number = Field(description=A_NUMBER)
    diem: Number = Field(description=A_NUMBER)


class Criterion(Part):
    """One criterion; `chi_tieu` is measured in the unit of the catalogue (htx list indicators)."""

    ma: Code = Field(description=A_CODE)
    ten: Text = Field(description="tên tiêu chí")
    diem_toi_da: Positive = Field(description="số điểm lớn hơn 0")
    nhom: str = Field("", description="mã của một nhóm trong nhom")
    chi_tieu: str = Field("", description="mã chỉ tiêu trong danh mục")
    cot: str = Field("", description="tên cột trong danh sách HTX")
    bac: list[Step] = Field([], description="danh sách bậc điểm, mỗi bậc có tu và diem")
    so_voi: Goal = Field(None, description="kế hoạch, nghị quyết, hoặc một số lớn hơn 0")
    ghi_chu: str = Field("", description="ghi chú")

    @property
    def by_hand(self) -> bool:
        return not self.chi_tieu and not self.cot

    @property
    def steps(self) -> list[Step]:
        """The steps from the highest bound to the lowest."""
        return sorted(self.bac, key=lambda step: step.tu, reverse=True)


class Group(Part):
    """A group of criteria with the points they add up to."""

    ma: Code = Field(description=A_CODE)
    ten: Text = Field(description="tên nhóm")
    diem_toi_da: Positive = Field(description="số điểm lớn hơn 0")


class Grade(Part):
    """A class of the rating, from so many points on."""

    tu: Number = Field(description=A_NUMBER)
    ten: Text = Field(description="tên loại, ví dụ Tốt")


class Exclusion(Part):
    """Who is not rated: a column of the register below or above a limit."""

    cot: Text = Field(description="tên cột trong danh sách HTX")
    duoi: Number | None = Field(None, description=A_NUMBER)
    tren: Number | None = Field(None, description=A_NUMBER)
    ly_do: Text = Field(description="lý do không xếp loại")


class Sheet(Part):
    """A score sheet: whom it is for, what it rests on, its criteria and what the points mean."""

    ten: Text = Field(description="tên bảng điểm")
    doi_tuong: Literal["địa phương", "HTX"] = Field(description="địa phương hoặc HTX")
    can_cu: str = Field("", description="văn bản làm căn cứ")
    vi_du: bool = Field(False, description="true nếu chỉ là ví dụ, chưa phải bảng điểm được ban hành")
    tong_diem: Positive | None = Field(None, description="tổng số điểm")
    ghi_chu: str = Field("", description="ghi chú")
    nhom: list[Group] = Field([], description="danh sách nhóm tiêu chí")
    tieu_chi: list[Criterion] = Field(min_length=1, description="danh sách tiêu chí, ít nhất một")
    xep_loai: list[Grade] = Field([], description="danh sách loại, mỗi loại có tu và ten")
    khong_xep_loai: list[Exclusion] = Field([], description="danh sách trường hợp không xếp loại")

    @property
    def total(self) -> Fraction:
        return sum((each.diem_toi_da for each in self.tieu_chi), Fraction(0))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the register that this sheet reads."""
        return tuple(dict.fromkeys(each.cot for each in (*self.tieu_chi, *self.khong_xep_loai) if each.cot))

    def grade(self, points: Fraction) -> str:
        """The class of so many points; empty where the sheet has no classes."""
        reached = [each for each in self.xep_loai if points >= each.tu]
        return max(reached, key=lambda each: each.tu).ten if reached else ""


PARTS = {"nhom": Group, "tieu_chi": Criterion, "bac": Step, "xep_loai": Grade, "khong_xep_loai": Exclusion}


def read(path: str | Path) -> Sheet:
    """Read a score sheet; raises InputError with every fault, each with its line."""
    path = Path(path)
    faults = Faults(path.name)
    content, lines = _loaded(path, faults)
    faults.raise_if_any()
    sheet, told = None, []
    try:
        sheet = Sheet.model_validate(content)
    except ValidationError as error:
        told = [_fault(one) for one in error.errors()]
    told += _contradictions(sheet or _what_can_be_read(content))
    for place, *words in told:
        while place and place not in lines:
            place = place[:-1]
        faults.add(*words, at=Location(row=lines[place]) if place else "")
    faults.raise_if_any()
    return sheet


def _loaded(path: Path, faults: Faults) -> tuple[dict, dict]:
    try:
        content, lines = load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        faults.add("tệp YAML mã UTF-8 đọc được", said(error), "Kiểm tra đường dẫn và lưu lại bằng UTF-8.")
        return {}, {}
    except YamlFault as fault:
        faults.add("YAML đúng cú pháp", quote(fault), "Sửa dòng này.", at=Location(row=fault.line))
        return {}, {}
    if not isinstance(content, Mapping):
        faults.add(f"các khóa {', '.join(Sheet.model_fields)}", quote(content), "Xem data/tieu_chi/ để có mẫu.")
        return {}, {}
    return dict(content), lines


Told = tuple[tuple, str, str, str]  # path in the file, what was expected, what was found, what to do


def _fault(error: dict) -> Told:
    """One fault of pydantic as a sentence: which key, what it should hold, the nearest key for an unknown one."""
    place = tuple(error["loc"])
    keys = [part for part in place if isinstance(part, str)]
    model = PARTS.get(keys[-2], Sheet) if len(keys) > 1 else Sheet
    if isinstance(place[-1], int):
        model = PARTS[keys[-1]]
        wanted = f"các khóa {', '.join(model.model_fields)}"
        return place, wanted, quote(error["input"]), "Viết thành các cặp khóa: giá trị."
    key = keys[-1]
    if error["type"] == "extra_forbidden":
        hint = misspelt(key, model.model_fields) or f" Các khóa hợp lệ: {', '.join(model.model_fields)}."
        return place, "khóa của bảng điểm", quote(key), f"Xóa hoặc sửa khóa.{hint}"
    expected = f"{key}: {model.model_fields[key].description}"
    if error["type"] == "missing":
        return place, expected, "không có", f"Thêm khóa «{key}»."
    choices = {"so_voi": (PLAN, RESOLUTION), "doi_tuong": (PLACES, COOPERATIVES)}.get(key, ())
    hint = misspelt(str(error["input"]), choices)
    return place, expected, quote(error["input"]), f"Sửa giá trị; không viết công thức.{hint}"


# --- what fits together -----------------------------------------------------------------------------------------------


def _what_can_be_read(content: dict) -> Sheet:
    """The parts without a fault of their own, so that the others are told at once."""
    lists = {key: [_part(PARTS[key], item) for item in _list(content.get(key))] for key in PARTS if key != "bac"}
    head = {key: content.get(key) for key in ("doi_tuong", "tong_diem") if key in content}
    return Sheet.model_construct(**({"doi_tuong": "", "tong_diem": None} | head | lists))


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def _part(model: type[Part], item: object) -> Part | None:
    try:
        return model.model_validate(item)
    except ValidationError:
        return None


def _contradictions(sheet: Sheet) -> list[Told]:
    found = [*_repeated(sheet), *_wrong_sums(sheet)]
    for position, criterion in enumerate(sheet.tieu_chi):
        if criterion:
            at = ("tieu_chi", position)
            found += [*_wrong_measure(sheet, criterion, at), *_wrong_rule(criterion, at)]
            found += _wrong_group(sheet, criterion, at)
    for position, each in enumerate(sheet.khong_xep_loai):
        if each and (each.duoi is None) == (each.tren is None):
            yes = "một trong hai khóa duoi, tren"
            found.append((("khong_xep_loai", position), yes, "cả hai hoặc không có", "Giữ đúng một khóa."))
    return found


def _repeated(sheet: Sheet) -> Iterable[Told]:
    for key, field in (("tieu_chi", "ma"), ("nhom", "ma"), ("xep_loai", "ten"), ("xep_loai", "tu")):
        seen = set()
        for position, each in enumerate(getattr(sheet, key)):
            value = getattr(each, field) if each else None
            if value in seen:
                shown = quote(value if isinstance(value, str) else as_points(value))
                yield (key, position, field), f"{field}: mỗi giá trị một lần trong {key}", shown, "Sửa một trong hai."
            seen |= {value} if each else set()


def _wrong_sums(sheet: Sheet) -> Iterable[Told]:
    """Maxima of a group's criteria against the group's, and of all criteria against the whole; complete lists only."""
    if any(each is None for each in (*sheet.tieu_chi, *sheet.nhom)):
        return
    for position, group in enumerate(sheet.nhom):
        summed = sum((each.diem_toi_da for each in sheet.tieu_chi if each.nhom == group.ma), Fraction(0))
        if summed != group.diem_toi_da:
            yield ("nhom", position, "diem_toi_da"), *_sum_words(group.diem_toi_da, summed)
    total = sheet.tong_diem if isinstance(sheet.tong_diem, Fraction) else None
    if total and sheet.total != total:
        yield ("tong_diem",), *_sum_words(total, sheet.total)


def _sum_words(wanted: Fraction, summed: Fraction) -> tuple[str, str, str]:
    remedy = "Sửa diem_toi_da của tiêu chí hoặc của tổng."
    return f"các tiêu chí cộng thành {as_points(wanted)} điểm", f"tổng {as_points(summed)}", remedy


def _wrong_measure(sheet: Sheet, criterion: Criterion, at: tuple) -> Iterable[Told]:
    """An indicator is for provinces, a column for cooperatives; an indicator must be known."""
    own, other = ("cot", "chi_tieu") if sheet.doi_tuong == COOPERATIVES else ("chi_tieu", "cot")
    if getattr(criterion, other) and sheet.doi_tuong in (PLACES, COOPERATIVES):
        reason = f"khóa {own} khi doi_tuong là {sheet.doi_tuong}"
        yield (*at, other), reason, quote(other), f"Đổi thành {own}, hoặc xóa nếu chấm tay."
    known = {**variables.load(), **catalogue.load()}
    if criterion.chi_tieu and criterion.chi_tieu not in known:
        remedy = f"Sửa mã (htx list indicators).{misspelt(criterion.chi_tieu, known)}"
        yield (*at, "chi_tieu"), "mã chỉ tiêu trong danh mục", quote(criterion.chi_tieu), remedy


def _wrong_rule(criterion: Criterion, at: tuple) -> Iterable[Told]:
    """A measured criterion has one rule, one by hand has none; steps stay within the maximum."""
    rules = [key for key in ("bac", "so_voi") if getattr(criterion, key)]
    if criterion.by_hand and rules:
        remedy = f"Thêm chi_tieu (hoặc cot), hoặc xóa {rules[0]} nếu chấm tay."
        yield (*at, rules[0]), "quy tắc chấm đi cùng một chỉ tiêu hoặc cột", "không có", remedy
    if not criterion.by_hand and len(rules) != 1:
        yield at, "một trong hai quy tắc bac, so_voi", f"{len(rules)} quy tắc", "Giữ đúng một quy tắc."
    if isinstance(criterion.so_voi, str) and criterion.cot:
        yield (*at, "so_voi"), "một số khi chấm theo cột", quote(criterion.so_voi), "Ghi mức cụ thể."
    bounds = [step.tu for step in criterion.bac]
    for position, step in enumerate(criterion.bac):
        if step.tu in bounds[:position]:
            yield (*at, "bac", position, "tu"), "mỗi bậc một mức tu", as_points(step.tu), "Bỏ bớt một bậc."
        if not 0 <= step.diem <= criterion.diem_toi_da:
            limit = f"điểm từ 0 đến {as_points(criterion.diem_toi_da)} (diem_toi_da)"
            yield (*at, "bac", position, "diem"), limit, as_points(step.diem), "Sửa điểm của bậc hoặc điểm tối đa."


def _wrong_group(sheet: Sheet, criterion: Criterion, at: tuple) -> Iterable[Told]:
    groups = [each.ma for each in sheet.nhom if each]
    if (groups or criterion.nhom) and criterion.nhom not in groups and None not in sheet.nhom:
        listed = ", ".join(groups) or "chưa có nhóm nào"
        remedy = f"Sửa nhom hoặc thêm vào danh sách nhom.{misspelt(criterion.nhom, groups)}"
        yield (*at, "nhom"), f"một nhóm trong nhom: {listed}", quote(criterion.nhom), remedy


def as_points(value: Fraction) -> str:
    """Points with the decimals they need, two at most.

    >>> as_points(Fraction(15, 2)), as_points(Fraction(10)), as_points(Fraction(1, 3))
    ('7,5', '10', '0,33')
    """
    decimals = next((d for d in (0, 1) if value * 10**d == value * 10**d // 1), 2)
    return number(value, decimals)

"""What a publication says, held against the parameters cell of its notebook.

A parameter of a name that we know (KNOWN) is checked by its meaning; one that is the notebook's own by its type, and the
sentence about a wrong value has the words of its comment. Dates keep the precision in which they were written (2023,
2023-05, 2023-05-31), so they travel as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    model_validator,
)  # fmt: skip
from pydantic.fields import FieldInfo

from htxlib.codelists import places
from htxlib.codelists.periods import YEARS, Moment
from htxlib.data import address, several
from htxlib.words.errors import Fault, may_be_an_address, misspelt, quote
from htxlib.words.text import hidden
from htxoffice.settings.kind import Kind, Parameter, unread


def _moment(text: str) -> str:
    Moment.given(text)
    return text


def _as_text(value: object) -> object:
    """YAML reads 2023 as a number and, unless told otherwise, 2023-05-31 as a date."""
    return str(value) if isinstance(value, (int, date)) and not isinstance(value, bool) else value


def _place(text: str) -> str:
    places.get(text)
    return text


def _term(text: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{4})", text)
    if not match or not YEARS[0] <= int(match[1]) < int(match[2]) <= YEARS[-1]:
        raise ValueError(text)
    return text


def _data(where: str) -> str:
    """A params file may name data of the project only: it may come from somebody else (see SECURITY.md)."""
    if not address.is_one(where):
        return several.joined(map(_a_file, several.parts(where)))
    address.read(where, in_params=True)
    return where


def _printable(text: str) -> str:
    if not text.isprintable() or hidden(text):
        raise ValueError(text)
    return text


def _a_file(path: str) -> str:
    if may_be_an_address(path) or address.leads_out(path) or not path.isprintable() or hidden(path):
        raise ValueError(path)
    return path


def _a_template(path: str) -> str:
    if not path.lower().endswith(".docx"):
        raise ValueError(path)
    return _a_file(path)


Day = Annotated[str, BeforeValidator(_as_text), AfterValidator(_moment)]
Path = Annotated[str, AfterValidator(_a_file), Field(min_length=1)]
DAY = "năm, tháng hoặc ngày dạng 2023, 2023-05 hoặc 2023-05-31"
PLACE = "mã đơn vị, ví dụ yen-bai"
DATA = (
    "nơi chứa số liệu bên trong thư mục dự án, ví dụ data/cong_bo, hoặc danh sách mà số của mình đứng đầu:"
    " [data/son-la, data/cong_bo]; địa chỉ máy chủ thì không kèm mật khẩu và đứng một mình"
)


_CONFIG = ConfigDict(extra="forbid", strict=True, frozen=True)
_File = Path | None
# The parameters whose meaning we know, whatever notebook has them: the type of a publication's value, what it is when the
# publication is silent (the value in the cell is that of one example), and what the sentence about a wrong one says.
KNOWN: dict[str, tuple[object, FieldInfo]] = {
    "don_vi": (Annotated[str, AfterValidator(_place)], Field(description=PLACE)),
    "nhiem_ky": (Annotated[str, AfterValidator(_term)], Field(description="nhiệm kỳ dạng 2020-2025")),
    "tu_ngay": (Day, Field(description=DAY)),
    "den_ngay": (Day, Field(description=DAY)),
    "so_nam_da_qua": (
        float | None,
        Field(
            None, ge=0.01, le=5, allow_inf_nan=False, description="số năm đã qua của nhiệm kỳ, trên 0 đến 5, ví dụ 2.5"
        ),
    ),
    "ngay_bao_cao": (Day | None, Field(None, description=DAY)),
    "du_lieu": (
        Annotated[str, BeforeValidator(several.as_one), AfterValidator(_data)],
        Field("data/cong_bo", description=DATA, min_length=1),
    ),
    "nguon_uu_tien": (list[str], Field([], description="danh sách mã nguồn, nguồn tin cậy nhất đứng đầu")),
    "chi_thanh_vien": (
        bool,
        Field(False, description="true hoặc false; true: chỉ cộng số của các tỉnh, không dùng số nhóm tự công bố"),
    ),
    "dia_gioi": (Day | None, Field(None, description=DAY)),
    "tieu_chi": (
        _File,
        Field(None, description="bảng tiêu chí chấm điểm, ví dụ data/tieu_chi/cum-thi-dua-mau.yml"),
    ),
    "cham_diem": (_File, Field(None, description="tệp CSV điểm tự chấm và cụm chấm, bên trong thư mục dự án")),
}
_Text = Annotated[str, BeforeValidator(_as_text), AfterValidator(_printable)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
# The types that a notebook may write (kind.TYPES), for the parameters that are its own.
_TYPES = {
    "str": _Text,
    "int": int,
    "float": _Number,
    "bool": bool,
    "list[str]": list[_Text],
    "list[int]": list[int],
    "list[float]": list[_Number],
}


# --- what holds between parameters, wherever a notebook has them -----------------------------------------------------


def _period_in_order(given: Mapping) -> None:
    if Moment.parse(given["tu_ngay"]).first > Moment.parse(given["den_ngay"]).last:
        raise ValueError("tu_ngay")


def _place_in_period(given: Mapping) -> None:
    place, last = places.get(given["don_vi"]), Moment.parse(given["den_ngay"]).last
    first = Moment.parse(given.get("tu_ngay", given["den_ngay"])).first
    if (place.end and place.end < first) or (place.start and place.start > last):
        raise ValueError("don_vi")


def _of_a_group(given: Mapping) -> None:
    if places.get(given["don_vi"]).kind in places.PROVINCIAL:
        raise ValueError("nhóm")


RULES = (
    ({"tu_ngay", "den_ngay"}, _period_in_order),
    ({"don_vi", "den_ngay"}, _place_in_period),
    ({"don_vi", "chi_thanh_vien"}, _of_a_group),  # only a group has members
)
_FIELD = "p_"  # before a field's name, so that a parameter may have any: "copy", "json"


@lru_cache(maxsize=100)
def _model(kind: Kind) -> type[BaseModel]:
    """The model of a kind, for the words and values of one publication."""
    fields = {_FIELD + each.name: _field(each) for each in kind.parameters}
    rules = [rule for names, rule in RULES if names <= set(kind.names)]

    def together(self):
        for rule in rules:
            rule(self.model_dump(by_alias=True))
        return self

    check = {"together": model_validator(mode="after")(together)}
    config = ConfigDict(**_CONFIG, alias_generator=lambda name: name.removeprefix(_FIELD))
    return create_model("Params", __config__=config, __validators__=check, **fields)


def _field(parameter: Parameter) -> tuple[object, FieldInfo]:
    if parameter.name in KNOWN:
        type, field = KNOWN[parameter.name]
        if parameter.optional and field.is_required():  # a text that is made of reports with it and without it
            return type | None, Field(None, description=field.description)
        return type, field
    type = _TYPES.get(parameter.type, Any)
    return (type | None if parameter.optional else type), Field(parameter.default, description=parameter.words)


def _whole_day(text: str) -> str:
    if Moment.parse(text).precision != "ngày":
        raise ValueError(text)
    return text


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Lines = Annotated[list[str], BeforeValidator(_as_list)]


class VanBan(BaseModel):
    """The fields of an administrative document that no data hold; what is not given is left blank to be written in.

    They reach the Word file only: no notebook sees them, no number depends on them.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    so_ky_hieu: str = Field("", pattern=r"^\d*/\S+$", description="số và ký hiệu: 12/BC-LMHTX; chưa có số: /BC-LMHTX")
    dia_danh: str = Field("", description="địa danh nơi ban hành, ví dụ Yên Bái")
    ngay_ky: Annotated[str, BeforeValidator(_as_text), AfterValidator(_whole_day)] | None = Field(
        None, description="ngày ký dạng 2023-06-05"
    )
    co_quan_cap_tren: str = Field("", description="tên cơ quan cấp trên; để trống nếu không ghi")
    co_quan: str = Field("", description="tên cơ quan ban hành")
    chuc_danh: Lines = Field([], description="quyền hạn, chức vụ người ký: [TM. BAN THƯỜNG VỤ, CHỦ TỊCH]")
    nguoi_ky: str = Field("", description="họ tên người ký")
    noi_nhan: Lines = Field([], description="danh sách nơi nhận, mỗi nơi một mục")
    trich_yeu: str = Field("", description="trích yếu nội dung, in dưới chữ BÁO CÁO")
    can_cu: Lines = Field([], description="các căn cứ, mỗi văn bản một mục: [Nghị quyết số …, Kế hoạch số …]")
    loi_ket: str = Field("", description="câu kết, thay cho câu «Trên đây là báo cáo …»")
    mau: Annotated[str, AfterValidator(_a_template)] = Field(
        "", description="tệp mẫu Word (.docx) bên trong thư mục dự án, ví dụ mau/bao-cao.docx"
    )


def check(kind: Kind | None, given: Mapping[str, object]) -> tuple[dict, list[tuple[str, Fault]]]:
    """Return the complete parameters of a report of this kind and the faults found, each with its key ("" for the whole).

    >>> from htxoffice.settings.kind import of_cell
    >>> kind = of_cell("don_vi = 'lao-cai'\\nden_ngay = '2022'\\nmuc: int = 5  # mức tối thiểu")
    >>> check(kind, {"don_vi": "yen-bai", "den_ngay": 2023})[0]
    {'don_vi': 'yen-bai', 'den_ngay': '2023', 'muc': 5}
    >>> print(check(kind, {"don_vi": "yen-bai", "den_ngay": 2023, "muc": "năm"})[1][0][1])
    cần muc: mức tối thiểu (số nguyên); đang là «năm». Sửa giá trị.
    """
    return _checked(_model(kind or unread(list(given))), given)


def check_van_ban(given: Mapping[str, object]) -> tuple[dict, list[tuple[str, Fault]]]:
    """Return all fields of the document and the faults found, each with its key.

    >>> check_van_ban({"ngay_ky": "2023-06-05", "chuc_danh": "GIÁM ĐỐC"})[0]["chuc_danh"]
    ['GIÁM ĐỐC']
    >>> print(check_van_ban({"ngay_ky": "2023-06"})[1][0][1])
    cần ngay_ky: ngày ký dạng 2023-06-05; đang là «2023-06». Sửa giá trị.
    """
    return _checked(VanBan, given)


def words(parameter: Parameter) -> str:
    """Say what a publication may write for this parameter."""
    return _field(parameter)[1].description


def _checked(model: type[BaseModel], given: Mapping[str, object]) -> tuple[dict, list[tuple[str, Fault]]]:
    try:
        return model.model_validate(dict(given)).model_dump(by_alias=True), []
    except ValidationError as error:
        return {}, [_fault(model, one) for one in error.errors()]


def _fault(model: type[BaseModel], error: dict) -> tuple[str, Fault]:
    key = str(error["loc"][0]) if error["loc"] else ""
    words = {field.alias or name: field.description for name, field in model.model_fields.items()}
    if error["type"] == "extra_forbidden":
        hint = misspelt(key, words) or f" Các khóa hợp lệ: {', '.join(words)}."
        return key, Fault("khóa có trong mẫu tham số", quote(key), f"Xóa hoặc sửa khóa.{hint}")
    if not key:
        return _fault_together(str(error["ctx"]["error"]), error["input"])
    expected = words[key]
    if error["type"] == "missing":
        return key, Fault(f"{key}: {expected}", "không có", f"Thêm khóa «{key}».")
    if isinstance(why := error.get("ctx", {}).get("error"), address.AddressFault):
        return key, Fault(f"{key}: {expected}", why.faults[0].found, why.faults[0].remedy)
    remedy = "Sửa giá trị."
    if key == "don_vi" and isinstance(error["input"], str):
        remedy = _place_hint(error["input"]) or remedy
    return key, Fault(f"{key}: {expected}", quote(error["input"]), remedy)


def _fault_together(key: str, given: Mapping) -> tuple[str, Fault]:
    period = " … ".join(str(given[name]) for name in ("tu_ngay", "den_ngay") if name in given)
    if key == "tu_ngay":
        return key, Fault("tu_ngay không sau den_ngay", quote(period), "Sửa một trong hai ngày.")
    place = given["don_vi"]
    if key == "nhóm":
        remedy = "Ghi mã của nhóm; với một tỉnh, dùng sổ tay bao_cao_nam hoặc bao_cao_giua_ky."
        return "don_vi", Fault("don_vi: một cụm thi đua, một vùng hoặc ca-nuoc", quote(place), remedy)
    try:
        places.resolve(place, Moment.parse(str(given["den_ngay"])).last)
    except places.UnknownPlace as unknown:
        return key, Fault("đơn vị có trong kỳ báo cáo", quote(f"{place}, kỳ {period}"), unknown.remedy)
    return key, Fault("đơn vị có trong kỳ báo cáo", quote(f"{place}, kỳ {period}"), "Sửa đơn vị hoặc kỳ.")


def _place_hint(id_: str) -> str:
    try:
        places.get(id_)
    except places.UnknownPlace as unknown:
        return unknown.remedy
    return ""

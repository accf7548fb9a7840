"""The parameters of a report as people write them: read, each mistake a sentence, all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

from ..codelists import places, variables
from ..codelists.periods import Moment
from ..data import dataset
from ..data.dataset import Dataset, Term
from ..indicators import catalogue
from ..words.errors import Faults, InputError, misspelt, quote
from ..words.text import capital, listing

MOST_DECIMALS = 6


def project_root(start: Path | None = None) -> Path:
    """The folder that holds notebooks/ and params/, looked for upwards from the current folder; else that folder."""
    here = (start or Path.cwd()).resolve()
    return next((p for p in (here, *here.parents) if (p / "notebooks").is_dir() and (p / "params").is_dir()), here)


def where_of(data: Dataset | str | Path) -> str:
    """Return where a dataset lies, written in one way, "" for one that was made of rows."""
    if isinstance(data, Dataset):
        return data.where
    return dataset.settled(data, project_root())


def moment(faults: Faults, name: str, text: str | None) -> Moment | None:
    """Return the day, month or year that a parameter names, None for nothing or a mistake."""
    if not text:
        if name == "den_ngay":
            faults.add("ngày cuối kỳ, ví dụ 2023-05-31", quote(text), "Điền den_ngay.", f"tham số {name}")
        return None
    try:
        return Moment.given(str(text))
    except ValueError as error:
        faults.add("ngày dạng 2023, 2023-05 hoặc 2023-05-31", quote(text), f"Sửa lại: {error}.", f"tham số {name}")
        return None


def place_of(faults: Faults, text: object, end: Moment | None, data: Dataset | None) -> str | None:
    """Return the id of the place that a code or name meant on that day."""
    if not isinstance(text, str) or not text.strip():
        faults.add("mã hoặc tên một đơn vị", quote(text), 'Điền don_vi, ví dụ "yen-bai".', "tham số don_vi")
        return None
    try:
        return places.resolve(text, end.last).id if end else None
    except places.UnknownPlace as error:
        known = f" Có số liệu trong {data.name}: {', '.join(data.places())}." if data else ""
        remedy = f"{capital(error.reason)}. {error.remedy}{known}"
        faults.add("mã hoặc tên đơn vị", quote(text), remedy, "tham số don_vi")
        return None


def sources_of(faults: Faults, data: Dataset | None, ids: object) -> tuple[str, ...]:
    """Return the preferred sources, of which one may stand alone; one that the data lack would silently change nothing."""
    ids = (ids,) if isinstance(ids, str) else () if ids is None else ids
    if not isinstance(ids, Iterable) or isinstance(ids, Mapping):
        remedy = 'Ghi dạng danh sách, ví dụ ["yen-bai-2023"]; không có thì ghi [].'
        faults.add("danh sách mã nguồn", quote(ids), remedy, "tham số nguon_uu_tien")
        return ()
    ids = tuple(map(str, ids))
    for each in ids if data else ():
        if not data.source(each).origin.row:
            remedy = "Sửa mã, hoặc bỏ khỏi danh sách; mã nguồn xem ở bảng nguon."
            faults.add("mã nguồn trong bảng nguon", quote(each), remedy, "tham số nguon_uu_tien")
    return ids


def switch(faults: Faults, name: str, value: object) -> bool:
    """Return a switch; the text "False" would be as good as True to Python."""
    if not isinstance(value, bool):
        faults.add("True hoặc False, không có dấu ngoặc kép", quote(value), "Sửa lại.", f"tham số {name}")
    return value is True


def decimals_of(faults: Faults, data: Dataset | None, given: object) -> dict[str, int]:
    """Return how many decimals single indicators are printed with."""
    if given is not None and not isinstance(given, Mapping):
        faults.add("tên chỉ tiêu và số chữ số thập phân", quote(given), 'Ghi dạng {"ty_le_ocop": 1}.', "tham số so_le")
        return {}
    known = (*variables.load(), *catalogue.load(), *(data.own_variables() if data and given else ()))
    for name, digits in (given or {}).items():
        if name not in known:
            remedy = f"Sửa tên; tên các chỉ tiêu xem bằng htx list indicators.{misspelt(str(name), known)}"
            faults.add("tên một chỉ tiêu", quote(name), remedy, "tham số so_le")
        if type(digits) is not int or not 0 <= digits <= MOST_DECIMALS:
            faults.add(f"số chữ số thập phân từ 0 đến {MOST_DECIMALS}", quote(digits), "Sửa lại.", f"tham số so_le, {name}")
    return dict(given or {})


def dataset_at(faults: Faults, where: object) -> Dataset | None:
    """Return the dataset that lies there, seen from the root of the project; one that is already read as it is."""
    if isinstance(where, Dataset):
        return where
    if not isinstance(where, str | Path):
        wanted = "thư mục số liệu, tệp Excel, địa chỉ cơ sở dữ liệu, hoặc danh sách của chúng"
        faults.add(wanted, quote(where), "Sửa lại.", "tham số du_lieu")
        return None
    try:
        return dataset.read(dataset.located(where, project_root()))
    except InputError as error:
        faults.extend(error.faults)
        return None


def term_of(faults: Faults, data: Dataset, place: str, name: str) -> Term | None:
    """Return the place's congress term of that name."""
    known = {term.name: term for term in data.terms(place)}
    if str(name) not in known:
        faults.add(
            f"một nhiệm kỳ của {place} trong bảng nhiem_ky: {listing(known, 'hoặc') or 'chưa có nhiệm kỳ nào'}",
            quote(name),
            f"Sửa tham số hoặc thêm dòng vào nhiem_ky.csv.{misspelt(str(name), known)}",
            "tham số nhiem_ky",
        )
    return known.get(str(name))


def _plain_number(text: str) -> str:
    """The text, if it is a number as people write it: a power of ten may have more digits than there is memory."""
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,9}|/[0-9]{1,3})?", text):
        raise ValueError(text)
    return text


def elapsed_years(faults: Faults, value: float | str | None) -> Fraction | None:
    """Return how many years of the term are behind, None where nobody says."""
    try:
        years = None if value in (None, "") else Fraction(_plain_number(str(value).replace(",", ".")))
    except (ValueError, ZeroDivisionError):
        years = Fraction(0)
    if years is not None and not 0 < years <= 5:
        faults.add(
            "số năm đã qua của nhiệm kỳ, trên 0 đến 5 (½ nhiệm kỳ là 2.5)",
            quote(value),
            "Sửa lại.",
            "tham số so_nam_da_qua",
        )
    return years

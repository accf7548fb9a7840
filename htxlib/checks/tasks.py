"""What a person has to do about the findings: what blocks a publication first, then one line a check, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..codelists import places
from ..words.text import listing
from .finding import CHECKS, SEVERITIES, Finding
from .peer_checks import CHECKS_AMONG

# What is usually right to do; each finding's own sentence says more.
REMEDIES = {
    "dinh-dang": "sửa ô được nêu rồi đọc lại",
    "don-vi-tinh": "sửa don_vi_tinh theo nguồn, hoặc chuyển sang đúng chỉ tiêu",
    "ky-so-lieu": "để trống tu_ngay của số dư, điền tu_ngay của số phát sinh",
    "ty-le-ngoai-0-100": "xem lại dấu thập phân và mẫu số",
    "so-am": "bỏ dấu trừ, hoặc chuyển sang chỉ tiêu có thể âm",
    "ngoai-khoang": "xem lại chữ số, dấu chấm và đơn vị tính; số đúng thì chấp nhận kèm lý do",
    "ba-chu-so-le": "bỏ dấu chấm nếu là dấu nghìn, hoặc đổi đơn vị tính",
    "doan-van": "sửa tên chỉ tiêu trong đoạn văn",
    "ty-le-tinh-ra": "lấy phần và tổng thể cùng ngày, cùng nguồn",
    "lech-1000-lan": "xem lại đồng, triệu đồng, tỷ đồng",
    "rao-don-so-le": "bỏ từ ước lượng, hoặc làm tròn số",
    "rao-don-sai-huong": "đổi «gần» thành «trên» (hoặc ngược lại), hoặc dùng số chính xác",
    "can-doi": "bổ sung số giải thể, chuyển đổi; xem lại số đầu kỳ",
    "tong-thanh-phan": "đối chiếu tổng số và từng thành phần với nguồn",
    "tap-con": "đối chiếu phần và tổng thể với nguồn",
    "thang-nam": "giữ số tháng hoặc số năm theo nguồn",
    "ky-chong-nhau": "xem lại tu_ngay, den_ngay",
    "hai-nguon": "chọn nguồn bằng nguon_uu_tien, hoặc hỏi lại hai nơi",
    "tong-thanh-vien": "hỏi lại đơn vị thành viên còn thiếu hoặc lệch",
    "chi-tieu-tinh-lai": "bỏ số cho sẵn, để chương trình tính",
    "doi-chieu": "dùng số tính lại; báo nơi công bố nếu nguồn in sai",
    "phan-tram-hay-diem": "ghi «điểm %» thay cho «%»",
    "bat-thuong-chuoi": "xem lại chữ số và đơn vị tính; số đúng thì chấp nhận kèm lý do",
    "bat-thuong-nhom": "xem lại chữ số và đơn vị tính; số đúng thì chấp nhận kèm lý do",
    "lap-lai": "lấy số của từng kỳ, xóa số chép lại",
    "doi-ranh-gioi": "cộng đủ các đơn vị được sáp nhập",
    "binh-quan-tong": "xem lại số bình quân, tổng số và mẫu số",
    "mau-so-ngam": "ghi mau_so đúng như nguồn đã tính",
    "ty-le-lech-ngay": "lấy tử số và mẫu số cùng ngày",
    "nguon-chua-chac": "tìm bản gốc, đọc lại; xong thì xóa do_tin_cay ở bảng nguon",
    "chap-nhan-thua": "xóa hoặc sửa dòng trong bảng chap_nhan",
}  # fmt: skip
MOST_PLACES = 5


def titles() -> dict[str, str]:
    """Check → its title."""
    known = {check.id: check.title for check in (*CHECKS, *CHECKS_AMONG)}
    return known | {"dinh-dang": "Lỗi hình thức", "chap-nhan-thua": "Dòng chấp nhận không còn ứng với phát hiện nào"}


def tasks(findings: Iterable[Finding]) -> list[str]:
    """One sentence a thing to do about findings that nobody accepted; empty where there is nothing."""
    findings = list(findings)
    blocking = [each for each in findings if each.blocks]
    told = []
    if blocking:
        remedy = "Sửa, hoặc chấp nhận kèm lý do (bảng chap_nhan)."
        told.append(f"{len(blocking)} lỗi chặn công bố báo cáo của {_places(blocking)}. {remedy}")
    told += [_of_check(each) for each in _by_check(findings)]
    notes = sum(each.severity == SEVERITIES[-1] for each in findings)
    return told + ([f"{notes} thông tin để biết, không bắt buộc sửa."] if notes else [])


def _by_check(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Errors and warnings by check: the gravest first, then the most frequent."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        if each.severity != SEVERITIES[-1]:
            found.setdefault(each.check, []).append(each)
    return sorted(found.values(), key=lambda group: (min(_gravity(each) for each in group), -len(group), group[0].check))


def _gravity(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _of_check(group: Sequence[Finding]) -> str:
    check = group[0].check
    return f"{titles()[check]} ({len(group)} chỗ, {_places(group)}): {REMEDIES[check]} [{check}]."


def _places(findings: Iterable[Finding]) -> str:
    """The names of the places, a few of them."""
    ids = list(dict.fromkeys(each.place for each in findings if each.place))
    names = [places.get(id).name for id in ids[:MOST_PLACES]]
    if len(ids) > MOST_PLACES:
        names.append(f"{len(ids) - MOST_PLACES} đơn vị khác")
    return listing(names) or "cả bộ dữ liệu"

"""Checks of where figures come from: copies, theses, pages that only repeat others; pages that were read only once."""

from __future__ import annotations

from ..data.dataset import Observation
from ..data.rows import SECOND_HAND
from .facts import Facts
from .finding import check

DOUBTFUL = "nguon-chua-chac"


@check(DOUBTFUL, 3, "thông tin", "Số liệu lấy từ nguồn thứ cấp, hoặc từ một trang mới đọc một lần")
def doubtful_source(facts: Facts, tell):
    """One finding a source, at the newest of its rows."""
    rows: dict[str, list[Observation]] = {}
    for row in facts.rows:
        rows.setdefault(row.source, []).append(row)
    for id, found in rows.items():
        source = facts.dataset.source(id) if id else None
        if source and source.trust:
            yield tell(
                max(found, key=lambda row: row.period.last.toordinal() if row.period.end else 0),
                f"{len(found):02d} số liệu lấy từ «{source.title}» ({source.trust}).",
                remedy=_remedy(source.trust),
                verdict=source.trust,
            )


def _remedy(trust: str) -> str:
    if SECOND_HAND in trust:
        return "Tìm bản gốc để đối chiếu trước khi trích; đối chiếu xong thì xóa do_tin_cay ở bảng nguon."
    return "Đọc lại trang nguồn; đúng như đã ghi thì xóa do_tin_cay ở bảng nguon."

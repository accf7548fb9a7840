"""The way of one number: while a figure is asked, calls go down through the rooms and come back, and none climbs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from test_architecture import plan

import htxlib
from htxlib.report.report import open_report

ROOT = Path(htxlib.__file__).parent
FLOORS = [room for room in plan() if room.startswith("htxlib")]


def room_of(frame) -> str | None:
    file = Path(frame.f_code.co_filename)
    return f"htxlib.{file.relative_to(ROOT).parts[0]}" if file.is_relative_to(ROOT) and file.parent != ROOT else None


def ways(ask) -> list[tuple[str, str]]:
    """Every call from one room of the library into another while `ask` runs: (from, to)."""
    found = []

    def watch(frame, event, _):
        if event == "call" and (here := room_of(frame)):
            caller = frame.f_back
            while caller is not None and room_of(caller) is None:  # through functools, dataclasses, sorted …
                caller = caller.f_back
            if caller is not None and room_of(caller) != here:
                found.append((room_of(caller), here))

    sys.setprofile(watch)
    try:
        ask()
    finally:
        sys.setprofile(None)
    return found


def climbs(found: list[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(one, two) for one, two in found if FLOORS.index(two) > FLOORS.index(one)}


@pytest.fixture
def scope():
    return open_report("yen-bai", "2023-05-31", nhiem_ky="2020-2025", so_nam_da_qua=2.5).scope


@pytest.mark.parametrize("ask", [
    lambda scope: scope.figure("so_htx"),
    lambda scope: scope.figure("ty_le_htx_hoat_dong"),
    lambda scope: scope.figure("so_htx").dau_ky.tang_giam,
    lambda scope: str(scope.figure("so_htx").so_voi_muc_tieu),
    lambda scope: str(scope.figure("htx_thanh_lap_moi").binh_quan_nam),
    lambda scope: str(scope.figure("so_htx").vung.hang),
], ids=["given", "computed", "change", "target", "mean", "rank"])
def test_no_call_climbs_while_a_figure_is_asked(scope, ask):
    found = ways(lambda: ask(scope))
    assert found, "nothing was seen: the watch does not work"
    assert not climbs(found)


def test_a_call_that_climbs_is_seen():
    assert climbs([("htxlib.values", "htxlib.data"), ("htxlib.data", "htxlib.values")]) == {("htxlib.data", "htxlib.values")}

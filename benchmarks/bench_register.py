"""A register of 34,000 cooperatives over 8 years: read and added up from CSV, from a database, from workbooks.

    python benchmarks/bench_register.py [--workbooks N] [--cooperatives N] [--rounds N] [--url postgresql+pg8000://…]

Each run is a fresh process; its time includes imports, its memory is the peak (PSS). The time of the processor (with the
start of Python) stands beside it, for a machine that does other things as well.
The sums are held against plain Python integers. Workbooks (one a province) are read by the stream reader of the forms
and reported apart; N of 34 are measured. `--url` reads the table danh_ba of a database of yours, to be loaded beforehand.
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import measuring
from bench_many import machine

ROOT = Path(__file__).parents[1]
YEARS = range(2018, 2026)
FIELDS = ("nông nghiệp", "công nghiệp - xây dựng", "thương mại - dịch vụ", "quỹ tín dụng")
HEADER = """ma_htx ten don_vi nam linh_vuc ngay_thanh_lap ngay_giai_the tinh_trang thanh_vien lao_dong von doanh_thu
loi_nhuan can_bo can_bo_so_cap can_bo_trung_cap can_bo_cao_dang_dai_hoc la_thanh_vien_lien_minh chuoi_gia_tri ocop
diem""".split()  # noqa: SIM905
RUN = """
import os, sys, time
began = time.perf_counter()
from htxoffice import register
found = register.read(sys.argv[1])
made = register.totals(found)
took, used = time.perf_counter() - began, sum(os.times()[:4])
check = sum(t.value for t in made if t.variable == "tong_doanh_thu")
print(len(found), len(made), f"{took:.2f} s (bộ xử lý {used:.2f} s)".replace(" ", "_"), check)
"""


def rows(cooperatives: int, seed: int = 1):
    """A made-up register, every province of 2025 with its part; numbers as in practice, most with three decimals."""
    from datetime import date

    from htxlib.codelists import places

    draw = random.Random(seed)
    ids = [place.id for place in places.all(date(2025, 12, 31)) if place.kind in places.PROVINCIAL]
    names = {id: places.get(id).name for id in ids}
    for number in range(cooperatives):
        id, born = ids[number % len(ids)], draw.randint(1998, 2024)
        state, sales, field = "đang hoạt động", draw.randint(200_000, 9_000_000), draw.choices(FIELDS, (65, 15, 17, 3))[0]
        head = f"{100_000_000 + number}", f"HTX {FIELDS.index(field)} {names[id]} số {number}"
        day = f"{born}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        for year in range(max(born, YEARS[0]), YEARS.stop):
            chance = draw.random()
            state = "giải thể" if chance < 0.03 else "ngừng hoạt động" if chance < 0.08 else "đang hoạt động"
            sales = sales * draw.randint(95, 115) // 100
            gone = f"{year}-{draw.randint(1, 12):02d}-28" if state == "giải thể" and year > born else ""
            state = state if gone or state != "giải thể" else "đang hoạt động"
            managers = draw.randint(3, 9)
            yield (
                *head, names[id], year, field, day, gone, state, draw.randint(7, 400), draw.randint(3, 60),
                f"{draw.randint(50_000, 4_000_000) / 1000:.3f}", f"{sales / 1000:.3f}", f"{sales // 12 / 1000:.3f}",
                managers, 1, 1, draw.randint(0, managers - 2), draw.choice(("có", "không")), draw.choice(("có", "không")),
                draw.randint(0, 3), draw.randint(30, 100),
            )  # fmt: skip
            if gone:
                break


def all_years(cooperatives: int):
    """Only cooperatives that are there all 8 years, so that there are 8 rows a cooperative."""
    wanted, number = cooperatives, 0
    while wanted:
        batch: dict[str, list] = {}
        for row in rows(wanted * 4, seed=number):
            batch.setdefault(row[0], []).append(row)
        for found in [each for each in batch.values() if len(each) == len(YEARS)][:wanted]:
            wanted -= 1
            yield from ((f"{number}{row[0]}", *row[1:]) for row in found)
        number += 1


def measured(where: Path | str) -> tuple[str, ...]:
    """Rows, totals, time, memory, revenue."""
    command = [sys.executable, "-c", RUN, str(where)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        peak = 0.0
        while run.poll() is None:
            peak = max(peak, sum(measuring.pss(each) for each in measuring.family(run.pid)))
            time.sleep(0.05)
        found, made, took, revenue = (part.replace("_", " ") for part in run.communicate()[0].split())
    return found, made, took, f"{peak:.0f}", revenue


def workbooks(data: list, folder: Path, most: int) -> int:
    from openpyxl import Workbook

    by_place: dict[str, list] = {}
    for row in data:
        by_place.setdefault(row[2], []).append(row)
    for _name, part in list(by_place.items())[:most]:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Danh bạ")
        sheet.append(HEADER)
        for row in part:
            sheet.append([float(cell) if index in (10, 11, 12) else cell for index, cell in enumerate(row)])
        book.save(folder / f"{len(list(folder.iterdir())):02d}.xlsx")
    return sum(len(part) for part in list(by_place.values())[:most])


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--cooperatives", type=int, default=34_000)
    ask.add_argument("--workbooks", type=int, default=4)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--url", help="a database with a table danh_ba, read as well")
    asked = ask.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = list(all_years(asked.cooperatives))
        with (folder / "danh_ba.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *data])
        base = sqlite3.connect(folder / "danh_ba.db")
        base.execute(f"CREATE TABLE danh_ba ({', '.join(HEADER)})")
        base.executemany(f"INSERT INTO danh_ba VALUES ({','.join('?' * len(HEADER))})", data)
        base.commit()
        base.close()
        exact = sum(int(row[11].replace(".", "")) for row in data if row[7] == "đang hoạt động")
        print(f"{asked.cooperatives} HTX, {len(data)} dòng, {(folder / 'danh_ba.csv').stat().st_size / 2**20:.0f} MB CSV")
        print(machine())
        places = {"CSV": folder / "danh_ba.csv", "SQLite": f"sqlite:///{folder}/danh_ba.db"}
        for what, where in (places | ({"SQL": asked.url} if asked.url else {})).items():
            for _ in range(asked.rounds):
                found, made, took, peak, total = measured(where)
                same = "khớp" if Fraction(total) == Fraction(exact, 10**6) else "LỆCH"
                print(f"{what:6} {found} dòng → {made} số: {took}, {peak} MB, tổng doanh thu {same}")
        print(machine())
        (folder / "excel").mkdir()
        count = workbooks(data, folder / "excel", asked.workbooks)
        found, made, took, peak, _ = measured(folder / "excel")
        print(f"Excel    {asked.workbooks} sổ, {count} dòng → {made} số: {took}, {peak} MB")


if __name__ == "__main__":
    main()

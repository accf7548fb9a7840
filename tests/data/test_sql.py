"""The same tables in SQLite and in a real PostgreSQL server, read and written through SQLAlchemy."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import datetime
from fractions import Fraction

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from forms import Form
from where import ROOT

from htxlib.data import connect, dataset, sql
from htxlib.data.contract import TABLES, columns
from htxlib.report.report import open_report
from htxlib.words.errors import InputError
from htxoffice import register
from htxoffice.cli import main
from htxoffice.intake import form, importing

DATA = ROOT / "data" / "cong_bo"


def filled(raw):
    return [{name: cell for name, cell in row.cells.items() if cell} for row in raw]


def test_all_data_come_back_from_a_database(url, tmp_path):
    published, path = dataset.read(DATA), tmp_path / "tat-ca.xlsx"
    path.write_bytes(form.whole(published))
    assert importing.bring([path], url)[0].accepted
    again = dataset.read(url)
    for table in TABLES:
        assert filled(again.raw(table)) == filled(published.raw(table)), table
    origin = again.series("yen-bai", "so_htx")[1].origin
    rows = [raw.cells for raw in published.raw("so_lieu")]
    at = [i for i, row in enumerate(rows, 1) if (row["don_vi"], row["chi_tieu"]) == ("yen-bai", "so_htx")][1]
    assert (origin.sheet, origin.row) == ("so_lieu", at) and "@" not in origin.file
    assert importing.bring([path], url)[0].changes.unchanged == sum(len(published.raw(table)) for table in TABLES)


def test_a_revision_updates_its_row_and_is_kept(url, tmp_path):
    importing.bring([Form().save(tmp_path / "a.xlsx")], url)
    changed = Form()
    changed.set("so_lieu", "so_htx", "gia_tri", 690)
    changed.append("so_lieu", chi_tieu="so_tht", gia_tri=6058, don_vi_tinh="THT", den_ngay="31/5/2023", nguon="s1")
    (outcome,) = importing.bring([changed.save(tmp_path / "b.xlsx")], url, on="2024-02-01")
    assert (outcome.changes.revised, outcome.changes.added) == ({"so_lieu": 1}, {"so_lieu": 1})
    again = dataset.read(url)
    assert [str(row.value) for row in again.series("yen-bai", "so_htx")] == ["690"]
    (kept,) = [raw.cells for raw in again.raw("lich_su")]
    assert (kept["cu"], kept["moi"], kept["ngay_sua"]) == ("683", "690", "2024-02-01")
    assert [raw.origin.row for raw in again.raw("so_lieu")] == list(range(1, 9))


def test_the_time_that_checking_takes_is_not_the_databases(url, tmp_path, monkeypatch):
    """Many forms are read and checked between the first look at the database and the writing."""
    monkeypatch.setattr(connect, "SECONDS", 1)
    found = importing._findings
    monkeypatch.setattr(importing, "_findings", lambda *args: (time.sleep(1.5), found(*args))[1])
    assert importing.bring([Form().save(tmp_path / "a.xlsx")], url)[0].accepted
    monkeypatch.setattr(connect, "SECONDS", 60)
    assert dataset.read(url).series("yen-bai", "so_htx")


def test_a_failure_in_the_middle_leaves_everything_as_it_was(url, tmp_path, monkeypatch):
    importing.bring([Form().save(tmp_path / "a.xlsx")], url)
    before = {table: filled(dataset.read(url).raw(table)) for table in TABLES}
    changed, real = Form(), sql.save
    changed.set("so_lieu", "so_htx", "gia_tri", 690)

    def fails(connection, table, *rest):
        if table == "so_lieu":
            raise RuntimeError("stop")
        real(connection, table, *rest)

    monkeypatch.setattr(sql, "save", fails)
    with pytest.raises(RuntimeError):
        importing.bring([changed.save(tmp_path / "b.xlsx")], url)
    assert {table: filled(dataset.read(url).raw(table)) for table in TABLES} == before


def test_two_imports_at_once_both_arrive(url, tmp_path):
    importing.bring([Form().save(tmp_path / "a.xlsx")], url)
    paths = []
    for code in ("so_tht", "tht_thanh_lap_moi"):
        changed = Form()
        changed.append("so_lieu", chi_tieu=code, gia_tri=7, don_vi_tinh="THT", tu_ngay=2020, den_ngay=2023, nguon="s1")
        paths.append(changed.save(tmp_path / f"{code}.xlsx"))
    threads = [threading.Thread(target=importing.bring, args=([path], url)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {raw["chi_tieu"] for raw in dataset.read(url).raw("so_lieu")} >= {"so_tht", "tht_thanh_lap_moi"}


def test_checking_only_makes_no_database(tmp_path):
    url = f"sqlite:///{tmp_path}/moi.db"
    assert importing.bring([Form().save(tmp_path / "a.xlsx")], url, check_only=True)[0].accepted
    assert not (tmp_path / "moi.db").exists()
    importing.bring([Form().save(tmp_path / "a.xlsx")], url)
    before = (tmp_path / "moi.db").read_bytes()
    assert importing.bring([Form().save(tmp_path / "a.xlsx")], url, check_only=True)[0].changes.unchanged == 14
    assert (tmp_path / "moi.db").read_bytes() == before


def test_a_report_reads_from_a_database(url, tmp_path):
    importing.bring([Form().save(tmp_path / "a.xlsx")], url)
    report = open_report("yen-bai", "2023-05-31", nhiem_ky="2020-2025", so_nam_da_qua=2.5, du_lieu=url)
    assert report.so_htx.text == "683 HTX"
    run = CliRunner().invoke(main, ["figures", "--data", url, "--place", "yen-bai", "--to", "2023-05-31"])
    assert run.exit_code == 0 and "683 HTX" in run.output


def test_tables_of_other_makers_are_read_with_their_types(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(
            "CREATE TABLE so_lieu (id INTEGER, don_vi TEXT, chi_tieu TEXT, den_ngay DATE, gia_tri NUMERIC(12, 2),"
            " don_vi_tinh TEXT, nguoi_nhap TEXT)"
        ))  # fmt: skip
        connection.execute(sa.text("INSERT INTO so_lieu VALUES (1, 'yen-bai', 'so_htx', '2023-05-31', 683, 'HTX', 'A')"))
        connection.execute(sa.text("CREATE TABLE nhan_vien (ten TEXT)"))
    engine.dispose()
    (row,) = dataset.read(url).series("yen-bai", "so_htx")
    assert row.value == 683 and row.period.end.iso == "2023-05-31"


def test_a_table_of_before_gets_the_columns_that_came_since(url, tmp_path):
    engine = sa.create_engine(url)
    before = [name for name in columns("doi_chieu") if name != "goc_tu_ngay"]
    with engine.begin() as connection:
        kinds = ", ".join(f"{name} TEXT" for name in before)
        connection.execute(sa.text(f"CREATE TABLE doi_chieu (stt INTEGER PRIMARY KEY, {kinds})"))
    engine.dispose()
    importing.bring([Form().save(tmp_path / "a.xlsx")], url)
    (row,) = dataset.read(url).published("yen-bai")
    assert (row.operation, row.base_start) == ("so_lan", None)


def test_missing_columns_are_told(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE so_lieu (don_vi TEXT, chi_tieu TEXT, den_ngay TEXT, gia_tri TEXT)"))
    engine.dispose()
    with pytest.raises(InputError, match="bảng so_lieu: cần cột «don_vi_tinh»"):
        dataset.read(url)


def test_an_empty_database_is_no_dataset(url):
    if url.startswith("sqlite"):
        sqlite3.connect(url.removeprefix("sqlite:///")).close()
    with pytest.raises(InputError, match="không có bảng nào"):
        dataset.read(url)


@pytest.mark.parametrize(("url", "said"), [
    ("sqlite:///khong/co.db", "tệp cơ sở dữ liệu SQLite có thật"),
    ("oracle+khong://x/y", "đang là «oracle+khong»"),
    ("postgresql+pg8000://ten:bi-mat@127.0.0.1:1/htx", "cơ sở dữ liệu «htx» mở được và cho phép việc này; đang là máy chủ không nhận kết nối"),
    ("khong phai://", "địa chỉ không đọc được"),
])  # fmt: skip
def test_a_wrong_address_is_told_without_its_password(url, said):
    with pytest.raises(InputError) as error:
        dataset.read(url)
    assert said in str(error.value) and "bi-mat" not in str(error.value)


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "a.db"
    path.write_text("không phải cơ sở dữ liệu" * 100, "utf-8")
    with pytest.raises(InputError, match="cơ sở dữ liệu"):
        dataset.read(f"sqlite:///{path}")


def test_ci_installs_the_server():
    assert "postgresql" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_a_register_is_read_with_the_types_of_its_database(url, tmp_path):
    """Dates, times, decimals and truth values as columns of their own kinds; nulls, and a line break inside a name."""
    kinds = {"ma_htx": sa.Text, "ten": sa.Text, "don_vi": sa.Text, "nam": sa.Integer, "linh_vuc": sa.Text, "tinh_trang": sa.Text,
             "ngay_thanh_lap": sa.Date, "von": sa.Numeric(18, 3, asdecimal=False), "lao_dong": sa.Integer, "chuoi_gia_tri": sa.Boolean}  # fmt: skip
    if url.startswith("postgresql"):
        kinds["ngay_thanh_lap"] = sa.DateTime
    table = sa.Table("danh_ba", sa.MetaData(), *(sa.Column(name, kind) for name, kind in kinds.items()))
    usual = {"nam": 2023, "linh_vuc": "nông nghiệp", "tinh_trang": "đang hoạt động", "don_vi": "yen-bai", "lao_dong": 7}
    rows = [
        {**usual, "ma_htx": "1", "ten": "HTX\n50% chè, «Suối Giàng»", "ngay_thanh_lap": datetime(2023, 5, 31), "von": 1250.5, "chuoi_gia_tri": True},
        {**usual, "ma_htx": "2", "ten": "HTX quế", "ngay_thanh_lap": datetime(2001, 1, 2), "von": None, "chuoi_gia_tri": False},
    ]  # fmt: skip
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), rows)
    engine.dispose()
    found = register.read(url)
    assert found.words["ten"] == ("HTX 50% chè, «Suối Giàng»", "HTX quế") and found.lines.tolist() == [1, 2]
    assert found["ngay_thanh_lap"].tolist() == [20230531, 20010102] and found["chuoi_gia_tri"].tolist() == [1, 0]
    made = {total.variable: total.value for total in register.totals(found)}
    assert made["lao_dong_thuong_xuyen"] == 14 and made["htx_thanh_lap_moi"] == 1 and made["von_dieu_le"] == Fraction(12505, 10**7) * 1000

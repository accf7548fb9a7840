"""Addresses of databases: decoded before they are judged, refused in a sentence that repeats nothing of them."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from small import project
from where import ROOT

from htxlib.data import address, connect, dataset, sql
from htxlib.words.errors import Fault, InputError, quote, without_addresses
from htxoffice import register
from htxoffice.batch import build
from htxoffice.cli import main
from htxoffice.intake import form, importing
from htxoffice.register import rows
from htxoffice.settings.kind import Kinds
from htxoffice.settings.params import check

KINDS = Kinds(ROOT)
SECRET = "BI-MAT-5f3c"
SERVER = "postgresql+pg8000://"

# Every way to write a password, in params; the half with a slash, an at sign or look-alikes cannot be taken apart.
PASSWORDS = [
    f"{SERVER}htx:{SECRET}@may/htx",
    f"{SERVER}htx:{SECRET}/x@may/htx",
    f"{SERVER}htx:x/{SECRET}@may/htx",
    f"{SERVER}htx:{SECRET}@x@may/htx",
    f"{SERVER}:{SECRET}@may/htx",
    f"{SERVER}htx%3A{SECRET}@may/htx",
    f"{SERVER}htx%253A{SECRET}@may/htx",
    f"{SERVER}htx:%42I-MAT@may/htx",
    f"{SERVER}htx:@may/htx",
    f"{SERVER}may:5432:{SECRET}@x/htx",
    f"{SERVER}may/htx:{SECRET}@",
    f"{SERVER}htx：{SECRET}@may/htx",
    f"{SERVER}htx:{SECRET}＠may/htx",
    f"{SERVER}htx@may/htx?password={SECRET}",
    f"{SERVER}htx@may/htx?pass%77ord={SECRET}",
    f"{SERVER}htx@may/htx?pass%2577ord={SECRET}",
    f"{SERVER}htx@may/htx?PASSWORD={SECRET}",
    f"{SERVER}htx@may/htx%3Fpassword={SECRET}",
    f"{SERVER}htx@may/htx？password={SECRET}",
    f"{SERVER}htx@may/htx?a=b&password={SECRET}",
    f"{SERVER}htx@may/htx#password={SECRET}",
    f"postgresql+pg8000：//htx:{SECRET}@may/htx",
    f"postgresql+pg8000%3A//htx:{SECRET}@may/htx",
    f"postgresql+pg8000:/htx:{SECRET}@may/htx",
    f"postgresql+pg8000:htx:{SECRET}@may/htx",
    f"postgresql://htx:{SECRET}@may/htx",
    f" {SERVER}htx:{SECRET}@may/htx",
    f"htx:{SECRET}@may/htx",
    f"mysql://htx:{SECRET}@may/htx",
    # as other programs take it, or as it stands in the environment
    f"htx:{SECRET} cua toi@may/htx",
    f"h t x : {SECRET} @ may",
    f"htx/{SECRET}@may",
    f"host=may user=htx password={SECRET} dbname=htx",
    f"Server=may;Database=htx;User Id=htx;Password={SECRET};",
    f"DRIVER={{PostgreSQL}};UID=htx;PWD={SECRET}",
    f"jdbc:postgresql://may/htx?user=htx&password={SECRET}",
    f"data/a.db?password={SECRET}",
    f"data/cong_bo mật khẩu: {SECRET}",
    f"PGPASSWORD={SECRET} psql",
    f"htx@may:{SECRET}",
    f"HTX_MAT_KHAU=htx@may:{SECRET}",
]
ELSEWHERE = [  # where the stored password would go to another machine, or a file outside be read
    f"{SERVER}htx@may/htx?host=ke-la",
    f"{SERVER}htx@may/htx?%68ost=ke-la",
    f"{SERVER}htx@may/htx%3Fhost=ke-la",
    f"{SERVER}htx@may/htx?unix_sock=/tmp/x",
    f"{SERVER}htx@may/htx?",
    f"{SERVER}htx@may%2f@ke-la/htx",
    f"{SERVER}htx@may@ke-la/htx",
    f"{SERVER}htx@may\\@ke-la/htx",
    f"{SERVER}htx@may%00.ke-la/htx",
    "sqlite:///%2e%2e/x.db",
    "sqlite:///a/%2E%2e/%2e./x.db",
    "sqlite:///%252e%252e/x.db",
    "sqlite:///..%2fx.db",
    "sqlite:///%2fetc/x.db",
    "sqlite:////etc/x.db",
    "sqlite:///..%5cx.db",
    "sqlite:///C%3A/x.db",
    "sqlite:///file:/etc/x.db",
    "sqlite:///a.db?uri=true",
    "sqlite:///~/x.db",
    "sqlite://may/x.db",
]
MALFORMED = [
    f"{SERVER}htx@may:cong/htx",
    f"{SERVER}htx@may:99999999999/htx",
    f"{SERVER}htx@may:-1/htx",
    f"{SERVER}htx@may:５４３２/htx",
    f"{SERVER}htx@[::1/htx",
    f"{SERVER}htx@::1]/htx",
    f"{SERVER}htx@[x]/htx",
    f"{SERVER}htx@{'a' * 70}/htx",
    f"{SERVER}htx@a..b/htx",
    f"{SERVER}htx@may/",
    f"{SERVER}htx@may",
    f"{SERVER}@may/htx",
    SERVER,
    "postgresql+pg8000:",
    "postgresql+pg8000:/",
    "://",
    "sqlite:",
    "sqlite:a.db",
    "sqlite://",
    "sqlite:///",
    "sqlite:///:memory:",
    "sqlite:///a%00b.db",
    "sqlite:///a\u202eb.db",
    "sqlite+pysqlite:///a.db",
    "sqlite+khong:///a.db",
    "SQLITE:///a.db",
    "oracle+khong://x/y",
    "mysql+pymysql://a@b/c",
    "%%%://%%%",
    "x" * 5000 + "://",
]


@pytest.mark.parametrize("where", PASSWORDS + ELSEWHERE + MALFORMED)
def test_params_name_no_database_but_one_of_the_project_or_a_plain_server(where):
    given = {"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022", "du_lieu": where}
    ((key, fault),) = check(KINDS.of("bao_cao_nam"), given)[1]
    assert key == "du_lieu" and not {SECRET, "ke-la", "I-MAT"} & set(str(fault).replace("@", " ").split())
    assert SECRET not in str(fault) and "ke-la" not in str(fault) and "\n" not in str(fault)
    assert "sqlite" in str(fault) or "bên trong thư mục dự án" in str(fault)


@pytest.mark.parametrize("where", PASSWORDS + ELSEWHERE + MALFORMED)
def test_whoever_types_a_wrong_address_is_told_in_a_sentence_without_its_secret(where, tmp_path, monkeypatch):
    """On the command line a password may stand in its usual place; nothing here reaches a server or a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(connect, "FIRST_ANSWER", 1)
    monkeypatch.setattr(connect.socket, "create_connection", lambda *_, **__: (_ for _ in ()).throw(ConnectionRefusedError()))
    for words in (["check", where], ["figures", "--data", where, "--place", "yen-bai", "--to", "2022"], ["import", where, "--into", "x"]):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2, (done.output, done.exception)
        said = done.output + str(done.exception or "")
        assert SECRET not in said and "ke-la" not in said, said


@pytest.mark.parametrize(("where", "name"), [
    ("sqlite:///data/số liệu.db", "số liệu.db"),
    ("sqlite:////tuyet/doi/100%25.db", "100%.db"),
    (f"{SERVER}htx@may/htx", "htx"),
    (f"{SERVER}htx@MAY.vn:6543/so_lieu-2", "so_lieu-2"),
    (f"{SERVER}htx@[::1]:6543/htx", "htx"),
    (f"{SERVER}htx:a%2Fb%40c%3A@10.0.0.5/htx", "htx"),
    (f"{SERVER}htx@/htx?unix_sock=/run/postgresql/.s.PGSQL.5432", "htx"),
])  # fmt: skip
def test_a_good_address_is_read_and_written_again_as_the_same(where, name):
    found = address.read(where)
    assert found.name == name and address.read(found.text) == found


def test_an_address_shows_no_password():
    assert "bí" not in repr(address.read(f"{SERVER}htx:b%C3%AD@may/htx"))


@pytest.mark.parametrize(("where", "stored", "sent"), [
    ("htx@may/htx", "htx@may:bí:mật", "bí:mật"),
    ("htx@MAY/htx", "htx@may:bí:mật", "bí:mật"),
    ("htx@may/htx", "htx@may:5432:bí", "bí"),
    ("htx@may:6543/htx", "htx@may:6543:bí", "bí"),
    ("htx@may:6543/htx", "htx@may:bí", None),  # another service of the same machine
    ("htx@may-khac/htx", "htx@may:bí", None),
    ("HTX@may/htx", "htx@may:bí", None),
    ("khac@may/htx", "htx@may:bí", None),
    ("htx@may/htx", "htx:bí", None),
    ("htx@may/htx", "", None),
    ("htx@[::1]/htx", "htx@::1:bí", "bí"),
    ("htx@/htx?unix_sock=/tmp/x", "htx@localhost:bí", None),
    ("htx:của tôi@may/htx", "htx@may:bí", "của tôi"),
])  # fmt: skip
def test_a_password_is_given_to_its_own_server_only(where, stored, sent, monkeypatch):
    monkeypatch.setenv("HTX_MAT_KHAU", stored)
    assert connect.password_for(address.read(SERVER + where)) == sent


@pytest.mark.parametrize("found", PASSWORDS)
def test_no_fault_of_any_kind_repeats_what_may_hold_a_password(found):
    assert SECRET not in str(Fault("x", quote(found), "y"))


@pytest.mark.parametrize("words", [
    ["check", "data/cong_bo", "{}"], ["check", "--{}"], ["build", "--workers", "{}"], ["build", "{}"], ["list", "{}"], ["{}"], ["import", "--{}"],
    ["figures", "--place", "yen-bai", "--to", "{}"], ["figures", "--place", "{}", "--to", "2023"], ["build", "--dry-run", "--place", "{}"],
])  # fmt: skip
@pytest.mark.parametrize("where", [f"{SERVER}htx:{SECRET}@may/htx", f"{SERVER}htx:{SECRET} x@may/htx", f"host=may password={SECRET}"])
def test_a_command_that_is_none_repeats_no_password(words, where, tmp_path, monkeypatch):
    monkeypatch.chdir(project(tmp_path, ["yen-bai"]))
    told = subprocess.run([sys.executable, "-m", "htxoffice", *(word.format(where) for word in words)], capture_output=True, text=True)
    said = told.stdout + told.stderr
    assert told.returncode == 2 and SECRET not in said and "Traceback" not in said, said


@pytest.mark.parametrize("found", ["cong_bo:BIMAT", "data/cong_bo:BIMAT", "may.vn:bi-mat-123", "sqlite:bi-mat"])
def test_what_stands_behind_a_colon_may_be_a_password(found):
    for told in (quote(found), str(Fault("x", f"«{found}»", "y")), str(Fault("x", f"thư mục '{found}'", "y"))):
        assert found.rpartition(":")[2] not in told, told
    given = {"don_vi": "yen-bai", "tu_ngay": "2022", "den_ngay": "2022", "du_lieu": found}
    assert not any(found.rpartition(":")[2] in str(fault) for _, fault in check(KINDS.of("bao_cao_nam"), given)[1])


@pytest.mark.parametrize("found", ["10:30", "C:\\so_lieu", "https://lienminh.vn/a", "dòng 12: không đọc được", "Cần: 5 HTX", "a:b", "1:25000", "so_htx: 5"])
def test_a_colon_of_everyday_stays(found):
    assert found in quote(found)


@pytest.mark.parametrize("words", [
    "Thiếu bảng so_lieu.csv: dòng 3, cột gia_tri; hỏi a@lienminh.vn", "Ghi «10:30» hoặc «a@b.vn»", "tỷ lệ = 5 %", address.EXAMPLES,
    'Mật khẩu đặt vào biến môi trường HTX_MAT_KHAU dạng "ten@may:mật khẩu".', "ô B7: «1.481 HTX»",
])  # fmt: skip
def test_a_sentence_without_a_password_stays_as_it_is(words):
    assert without_addresses(words) == words


def test_a_password_in_params_stands_in_no_file_of_the_reports(tmp_path, monkeypatch):
    root = project(tmp_path, ["yen-bai"])
    monkeypatch.chdir(root)
    assert build() == 0
    params = root / "params" / "nam-2022.yml"
    plain = params.read_text("utf-8")
    for where in PASSWORDS:
        params.write_text(plain.replace("tham_so:\n", f"tham_so:\n  du_lieu: {json.dumps(where)}\n"), "utf-8")
        with pytest.raises(InputError) as error:
            build()
        assert SECRET not in str(error.value)
    assert not [path for path in (root / "reports").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


# --- a database without an end ----------------------------------------------------------------------------------------

COLUMNS = "'yen-bai' AS don_vi, 'so_htx' AS chi_tieu, '2022' AS den_ngay, {} AS gia_tri, 'HTX' AS don_vi_tinh FROM n"
COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
ENDLESS = {
    "rows without an end": COUNTING + COLUMNS.format("i"),
    "no row, ever": COUNTING + COLUMNS.format("i") + " WHERE i < 0",
    "a row, then no end": COUNTING + COLUMNS.format("i") + " WHERE i < 2",
}
LARGE = {
    "sqlite": "WITH n(i) AS (SELECT 1) SELECT " + COLUMNS.format("hex(zeroblob(30000000))"),
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, 4000)) SELECT " + COLUMNS.format("repeat('9', 90000000)"),
}


def made(url, *statements):  # noqa: F811
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_view_without_an_end_ends_in_a_sentence(url, kind, monkeypatch):  # noqa: F811
    made(url, f"CREATE VIEW so_lieu AS {ENDLESS[kind]}")
    monkeypatch.setattr(connect, "SECONDS", 1.5)
    monkeypatch.setattr(sql, "MOST_ROWS", 2_000)
    with pytest.raises(InputError, match="chưa xong khi hết giờ|quá nhiều dòng hoặc ô quá dài"):
        dataset.read(url)
    monkeypatch.setattr(connect, "SECONDS", 20)
    made(url, "DROP VIEW so_lieu")  # the database goes on


def test_a_cell_without_an_end_ends_in_a_sentence(url, monkeypatch):  # noqa: F811
    made(url, f"CREATE VIEW so_lieu AS {LARGE[url.partition(':')[0].partition('+')[0]]}")
    monkeypatch.setattr(sql, "MOST_CHARACTERS", 1_000_000)
    monkeypatch.setattr(connect, "SECONDS", 5)
    with pytest.raises(InputError, match="chưa xong khi hết giờ|quá nhiều dòng hoặc ô quá dài"):
        dataset.read(url)


@pytest.mark.parametrize("kind", ["rows without an end", "no row, ever"])
def test_a_register_without_an_end_ends_in_a_sentence(url, kind, monkeypatch):  # noqa: F811
    cells = "'a' || i AS ma_htx, 'b' AS ten, 'yen-bai' AS don_vi, 2022 AS nam, 'x' AS linh_vuc, 'y' AS tinh_trang FROM n"
    made(url, f"CREATE VIEW danh_ba AS {COUNTING}{cells}{' WHERE i < 0' if 'no row' in kind else ''}")
    monkeypatch.setattr(connect, "SECONDS", 1.5)
    monkeypatch.setattr(rows, "MOST_ROWS", 20_000)
    with pytest.raises(InputError, match="chưa xong khi hết giờ|quá nhiều dòng hoặc ô quá dài"):
        register.read(url)


def test_a_server_that_says_a_little_for_ever_is_not_waited_for(monkeypatch):
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        with suppress(OSError), listening.accept()[0] as taken:
            taken.recv(8)
            taken.sendall(b"N")
            taken.sendall(b"N\x00\xff\xff\xff")  # a notice that is long in coming
            while True:
                taken.sendall(b"x")
                threading.Event().wait(0.05)

    thread = threading.Thread(target=drip)
    thread.start()
    monkeypatch.setattr(connect, "SECONDS", 1)
    with listening, pytest.raises(InputError, match="cơ sở dữ liệu «htx» đọc hoặc ghi xong trong 1 giây"):
        dataset.read(f"{SERVER}htx@127.0.0.1:{listening.getsockname()[1]}/htx")
    thread.join()


@pytest.mark.parametrize("answer", [b"", b"N", b"NHTTP/1.1 400 Bad Request\r\n\r\n" * 20, b"S" * 100, b"\x00" * 100, b"NR\x00\x00\x00\x08\x00\x00\x00\x63"])
def test_a_server_of_another_kind_is_told_in_a_sentence(answer, monkeypatch):
    listening = socket.create_server(("127.0.0.1", 0))

    def once():
        with listening.accept()[0] as taken:
            taken.recv(100)
            taken.sendall(answer)

    thread = threading.Thread(target=once)
    thread.start()
    monkeypatch.setattr(connect, "SECONDS", 2)
    with listening, pytest.raises(InputError, match="cơ sở dữ liệu «htx»") as error:
        dataset.read(f"{SERVER}htx@127.0.0.1:{listening.getsockname()[1]}/htx")
    thread.join()
    assert "127.0.0.1" not in str(error.value)


# What SQLite does in one step, which no clock interrupts: with texts of megabytes each of these lasts for minutes.
LONG_STEPS = {
    "a text in a text": "instr(hex(zeroblob(1000000)), hex(zeroblob(500000)) || '1')",
    "bytes in bytes": "instr(zeroblob(3000000), zeroblob(1500000) || x'01')",
    "a text for a text": "length(replace(hex(zeroblob(1000000)), hex(zeroblob(500000)) || '1', ''))",
    "many letters off an end": "length(trim(hex(zeroblob(1000000)), replace(hex(zeroblob(1000)), '0', '1') || '0'))",
    "a long pattern": "hex(zeroblob(100000)) LIKE '%' || hex(zeroblob(12000)) || 'b%'",
}


@pytest.mark.parametrize("kind", LONG_STEPS)
def test_a_view_whose_one_step_lasts_ends_in_a_sentence(kind, tmp_path):
    """In a process of its own: before, nothing but a kill ended it."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute(f"CREATE VIEW so_lieu AS WITH n(i) AS (SELECT 1) SELECT {COLUMNS.format(LONG_STEPS[kind])}")
    told = subprocess.run(
        [sys.executable, "-m", "htxoffice", "check", f"sqlite:///{tmp_path / 'a.db'}"], capture_output=True, text=True, timeout=30
    )
    assert told.returncode == 2 and "Traceback" not in told.stderr, told
    assert "ô quá dài" in told.stderr or "SQLite báo" in told.stderr


def test_a_view_of_a_file_may_only_reckon(tmp_path):
    """What a file's maker wrote into it may not call what does more, and reading writes nothing."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as made_by_others, made_by_others:
        made_by_others.execute("CREATE TABLE so_lieu (don_vi, chi_tieu, den_ngay, gia_tri, don_vi_tinh)")
    with sql.reading(f"sqlite:///{tmp_path}/a.db") as connection:
        assert connection.exec_driver_sql("PRAGMA query_only").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0


def test_the_account_names_a_database_by_its_name_only(tmp_path, monkeypatch):
    root = project(tmp_path, ["yen-bai"], du_lieu="sqlite:///data/thu-muc/so.db")
    monkeypatch.chdir(root)
    (root / "data" / "thu-muc").mkdir()
    path = tmp_path / "tat-ca.xlsx"
    path.write_bytes(form.whole(dataset.read(root / "data" / "cong_bo")))
    assert importing.bring([path], f"sqlite:///{root}/data/thu-muc/so.db")[0].accepted
    assert build() == 0 and build() == 0
    (entry,) = map(json.loads, Path("reports/manifest.jsonl").read_text("utf-8").splitlines())
    assert entry["params"]["du_lieu"] == "so.db"
    public = [p for p in (root / "reports").rglob("*") if p.is_file() and ".htx" not in p.parts]
    assert public and not [p for p in public if b"thu-muc" in p.read_bytes()]

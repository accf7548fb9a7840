"""What a person or a schedule starts: thin wrappers on functions of the same name, nothing heavy imported early."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from htxlib.words.errors import UNTOLD, Fault, InputError, may_be_an_address, quote, without_addresses
from htxlib.words.text import for_screen, one_line

from . import STOPPED
from .settings.typed import Copies, Day, FileToMake, FolderToMake, Misused, Named, in_vietnamese

# What was typed and may be an address with its password, and what a message may call it: never repeated.
_unrepeated: list[str] = []


def _told(text: str) -> str:
    """The text as a terminal may be given it, without the passwords that were typed."""
    for typed in _unrepeated:
        text = text.replace(typed, UNTOLD)
    return for_screen(without_addresses(text))


def _remember(typed: Iterable[str]) -> None:
    """Note what must not be repeated; the name of a file that is there is one."""
    found = [word for word in typed if may_be_an_address(word) and not os.path.exists(word)]  # noqa: PTH110 - any text
    values = [word.partition("=")[2] if word.startswith("-") else word for word in found]
    names = {name for value in values for name in (value, one_line(value), str(Path(value)), Path(value).name)}
    _unrepeated[:] = sorted((name for name in names if may_be_an_address(name) or "@" in name), key=len, reverse=True)


def say(text: object, err: bool = False, nl: bool = True) -> None:
    """Write a line for people: what data, files and servers say in it cannot paint or move the cursor."""
    click.echo(_told(str(text)), err=err, nl=nl)


def known_place(text: str) -> str:
    """The id of a place named on the command line; raises InputError with the nearest one."""
    from htxlib.codelists import places

    try:
        return places.get(text).id
    except places.UnknownPlace as error:
        raise InputError(Fault("mã đơn vị, ví dụ yen-bai", quote(text), str(error), at="--place")) from None


def _with_data(dataset, place: str) -> None:
    """Raise InputError for a place of which the data have nothing: there is nothing that could be right or wrong."""
    if place not in (known := dataset.places()):
        remedy = f"Có số liệu của: {', '.join(known) or 'không đơn vị nào'}."
        raise InputError(Fault(f"đơn vị có số liệu trong {dataset.name}", quote(place), remedy, at="--place"))


def holds_notebooks(path: Path) -> bool:
    """Whether it is a notebook, or a folder of notebooks and no tables."""
    return path.suffix == ".ipynb" or (any(path.rglob("*.ipynb")) and not any(path.glob("*.csv")))


def _check_notebooks(path: Path) -> int:
    """Say what is wrong in the notebooks; the exit code is 1 if anything is."""
    from .notebooks.check import check_notebooks
    from .settings import notebook_file

    if path.suffix == ".ipynb" and not path.is_dir():
        notebook_file.read(path)  # what is no notebook is no notebook with a mistake
    faults = check_notebooks([path])
    for fault in faults:
        say(f"LỖI: {fault}")
    say(f"{len(faults)} lỗi trong sổ tay." if faults else "Sổ tay không có lỗi.")
    return int(bool(faults))


LOOK_ONLY = {"changes", "check", "figures", "list", "verify"}  # they write nothing, so need not say that they have not


class Commands(click.Group):
    """Refused input ends with sentences and 2, a disk that refuses with 1, Ctrl-C with 130; faults keep their traceback."""

    def main(self, *args, **options):
        for stream in (sys.stdout, sys.stderr):  # a terminal that lacks our letters shows others in their place
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        _remember(args[0] if args and args[0] else options.get("args") or sys.argv[1:])
        try:
            code = super().main(*args, **options | {"standalone_mode": False})
        except click.ClickException as error:
            say(f"LỖI: {in_vietnamese(error)}", err=True)
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):  # click would say "Aborted!" and end with 1
            say(STOPPED, err=True)
            code = 130
        sys.exit(code)

    def invoke(self, context):
        try:
            return super().invoke(context)
        except InputError as error:
            for fault in error.faults:
                say(f"LỖI: {fault}", err=True)
            written = "" if context.invoked_subcommand in LOOK_ONLY else "; chưa ghi gì"
            say(f"{len(error.faults)} lỗi trong dữ liệu hoặc tham số{written}.", err=True)
            context.exit(InputError.exit_code)
        except OSError as error:
            from .batch.files import REFUSALS, refusal

            if error.errno not in REFUSALS:
                raise
            say(f"LỖI: {refusal(error)}", err=True)
            context.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="htxlib")
def main() -> None:
    """Báo cáo kinh tế tập thể, hợp tác xã: dựng báo cáo, xem danh mục, kiểm tra số liệu."""


def _data(given: str | None) -> str:
    """The data that a command reads: what was named, else an office's own with the shared ones, else the published ones."""
    from htxlib.data import carried
    from htxlib.data.dataset import located

    from .settings.office import find

    office = find(Path.cwd())
    if given is None and office:
        return str(located(office.data, office.root))
    return str(located(carried.SHARED if given is None else given, Path.cwd()))


USUAL_DATA = "data/cong_bo; trong dự án của một đơn vị: số của đơn vị và số công bố"


@main.command()
@click.argument("folder", type=FolderToMake(Path))
@click.option("--place", required=True, help="Đơn vị: mã hoặc tên, ví dụ son-la.")
def init(folder: Path, place: str) -> None:
    """Tạo dự án của một đơn vị trong thư mục FOLDER: chỗ để số liệu, biểu và báo cáo; sổ tay chung lấy từ gói đã cài."""
    from .office import project

    for line in project.init(folder, place):
        say(line)


@main.command()
def update() -> None:
    """Nói gói htxlib mới cài đã đổi gì (sổ tay, chỉ tiêu, số liệu công bố); không ghi đè gì của đơn vị."""
    from .office import project

    for line in project.update(_office()):
        say(line)


def _office():
    """The office whose project this is; raises InputError elsewhere."""
    from .settings.office import find

    if office := find(Path.cwd()):
        return office
    remedy = "Vào thư mục do htx init tạo, hoặc tạo mới: htx init don-vi --place son-la."
    raise InputError(Fault("một dự án của đơn vị", "thư mục này không có htx.yml", remedy))


@main.command()
@click.argument("files", nargs=-1, required=True, type=Named(Path))
@click.option("--into", default=None, type=FolderToMake(Path), help="Thư mục số liệu trong dự án; mặc định: của đơn vị.")
@click.option("--check", "check_only", is_flag=True, help="Chỉ kiểm tra, không ghi gì.")
@click.option("--on", default="", type=Day(), help="Ngày ghi vào lịch sử sửa số; mặc định hôm nay.")
def report(files, into: Path | None, check_only: bool, on: str) -> None:
    """Từ biểu đã điền đến báo cáo: soát, nhập số, dựng trang web và bản Word cho kỳ ghi ở trang «Báo cáo» của biểu.

    Nêu tệp hoặc thư mục. Có lỗi thì nêu mọi lỗi cùng lúc và không ghi gì. Mã thoát: 0 xong, 1 có báo cáo chưa dựng được,
    2 biểu có lỗi.
    """
    from htxlib.report.report import project_root

    from .office.month import Order, report
    from .settings.office import find

    office = find(Path.cwd())
    root = office.root if office else project_root()
    if not (root / "notebooks").is_dir():
        raise InputError(Fault("thư mục của một dự án", quote(root.name), "Tạo dự án: htx init don-vi --place son-la."))
    target = into.resolve() if into else root
    if not target.is_relative_to(root.resolve()):
        raise InputError(Fault("thư mục bên trong dự án", quote(into), "Ví dụ: --into data/son-la.", at="--into"))
    order = Order(root, office, target.relative_to(root.resolve()).as_posix() if into else "", on, check_only)
    sys.exit(report(files, order, say, _agreed))


@main.command()
@click.argument("params", nargs=-1, type=Named(Path))
@click.option("--place", multiple=True, help="Chỉ dựng báo cáo của đơn vị này (mã, ví dụ yen-bai); dùng được nhiều lần.")
@click.option("--publication", multiple=True, help="Chỉ dựng ấn phẩm này (tên tệp trong params/).")
@click.option("--reports", default="reports", show_default=True, type=FolderToMake(Path), help="Thư mục kết quả.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Số báo cáo dựng cùng lúc.")
@click.option("--force", is_flag=True, help="Dựng lại cả báo cáo không có gì thay đổi.")
@click.option("--dry-run", is_flag=True, help="Chỉ nói sẽ dựng gì và vì sao.")
@click.option("--formats", default="html,docx", show_default=True, help="Định dạng: html, docx, pdf, cách nhau dấu phẩy.")
@click.option("--engine", type=click.Choice(["htx", "kernel"]), default="htx", show_default=True, help="Cách chạy notebook.")
@click.option("--timeout", type=click.FloatRange(1), default=300, show_default=True, help="Thời hạn của mỗi báo cáo, giây.")
@click.option("--memory-mb", type=click.IntRange(100), default=2048, show_default=True, help="Bộ nhớ của mỗi báo cáo, MB.")
@click.option("--prune", is_flag=True, help="Xóa tệp đã dựng của các báo cáo không còn trong params/.")
@click.option("--since", default=None, type=Named(Path), help="Lần công bố trước (htx keep): trang nói số nào đã đổi từ đó.")
@click.option("--dask", default="", help="Chạy trên cụm máy của bộ điều phối Dask này, ví dụ tcp://10.0.0.5:8786.")
def build(params, place, publication, formats, since: Path | None, **options) -> None:
    """Dựng các báo cáo trong params/ (hoặc các tệp nêu tên) thành trang HTML và tệp Word trong reports/.

    Mã thoát: 0 mọi báo cáo đúng với đầu vào hôm nay; 1 có báo cáo lỗi hoặc bị giữ lại;
    2 tham số, số liệu hoặc thư mục kết quả bị từ chối.
    """
    from .batch import build as run

    chosen = {"params_files": params or None, "places": place or None, "publications": publication or None}
    sys.exit(run(**chosen, formats=formats.replace(" ", "").split(","), since=since or "", **options))


@main.command("list")
@click.argument("what", type=click.Choice(["variables", "indicators", "places", "publications", "notebooks", "units"]))
@click.option("--on", default=None, type=Day(), help="Đơn vị có hiệu lực vào ngày này (2025-06-30); mặc định: mọi đơn vị.")
def list_(what: str, on: str | None) -> None:
    """Liệt kê danh mục: chỉ tiêu cho trước, chỉ tiêu tính được, đơn vị, ấn phẩm, sổ tay kèm tham số, đơn vị tính."""
    from .notebooks import listing

    for line in listing.lines(what, on):
        say(line)


@main.command()
@click.option("--data", default=None, show_default=USUAL_DATA, type=Named(), help="Thư mục dữ liệu.")
@click.option("--place", required=True, help="Đơn vị: mã hoặc tên, ví dụ yen-bai.")
@click.option("--to", "to", required=True, help="Ngày cuối kỳ: 2023-05-31.")
@click.option("--from", "from_", default=None, help="Ngày đầu kỳ; mặc định đầu nhiệm kỳ hoặc đầu năm.")
@click.option("--term", default=None, help="Nhiệm kỳ, ví dụ 2020-2025: so với đầu nhiệm kỳ và chỉ tiêu nghị quyết.")
@click.option("--years", default=None, help="Số năm đã qua của nhiệm kỳ, ví dụ 2.5.")
@click.option("--json", "as_json", is_flag=True, help="In mỗi chỉ tiêu một đối tượng JSON.")
@click.option("--csv", "csv_file", default=None, type=FileToMake(Path), help="Viết thành bảng CSV, kèm nguồn và so sánh.")
@click.option("--xlsx", "xlsx_file", default=None, type=FileToMake(Path), help="Viết bảng ấy thành tệp Excel.")
def figures(data, place, to, from_, term, years, as_json, csv_file: Path | None, xlsx_file: Path | None) -> None:
    """In mọi chỉ tiêu tính được ở một đơn vị và kỳ, như các notebook in ra."""
    import json

    from htxlib.report.report import open_report

    from .notebooks.listing import comparisons

    data = _data(data)
    report = open_report(place, to, tu_ngay=from_, nhiem_ky=term, so_nam_da_qua=years, du_lieu=data)
    if (csv_file or xlsx_file) and (listed := report.figures()):
        from htxlib.data.write import put

        from . import package

        table = listed.frame(compare=package.USUAL)
        files = {csv_file: package.frame_csv, xlsx_file: package.frame_xlsx}
        put({file: make(table) for file, make in files.items() if file})
        say(f"Đã viết {len(table)} chỉ tiêu vào {', '.join(str(file) for file in files if file)}.")
        return
    found = [each for figure in report.figures() for each in (figure, *comparisons(figure))]
    if as_json:
        say(json.dumps([figure.record() for figure in found], ensure_ascii=False, indent=1))
    for figure in () if as_json else found:
        say(f"{figure.name:<48} {figure.text:<32} {figure.label} ({figure.ngay})")
    if not found:
        say(f"Không tính được chỉ tiêu nào. Có số liệu của: {', '.join(report.scope.dataset.places())}.", err=True)
        sys.exit(1)


@main.command()
@click.argument("out", type=FolderToMake(Path))
@click.option("--data", default=None, show_default=USUAL_DATA, type=Named(), help="Bộ số liệu.")
@click.option("--licence", default="", help="Giấy phép của số liệu, ví dụ CC-BY-4.0; không nêu thì gói không ghi.")
def package(out: Path, data: str | None, licence: str) -> None:
    """Viết gói dữ liệu mở vào thư mục OUT: các bảng, mọi con số kèm cách tính và nguồn, datapackage.json (Frictionless)."""
    from . import package as packages

    files = packages.write(out, _data(data), licence)
    say(f"Đã viết gói dữ liệu vào {out}: {', '.join(files)}.")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> None:
    """Mở JupyterLab ở thư mục sổ tay, trang đầu nói phải làm gì. Tham số thêm vào được chuyển cho JupyterLab."""
    from htxlib.report.report import project_root

    from .notebooks.lab import start

    sys.exit(start(project_root(), *arguments))


@main.command()
@click.argument("notebook", default="")
@click.option("--place", default=None, help="Mã đơn vị, ví dụ yen-bai; xem htx list places.")
@click.option("--publication", default="", help="Lấy tham số của ấn phẩm này; mặc định: ấn phẩm mới nhất có đơn vị.")
@click.option("--diff", is_flag=True, help="Nói sổ tay riêng khác sổ tay chung ở đâu; không nêu tên thì nói của mọi sổ tay.")
def new(notebook: str, place: str | None, publication: str, diff: bool) -> None:
    """Tạo sổ tay riêng của một đơn vị từ sổ tay chung, tham số điền sẵn: htx new giua-ky --place yen-bai."""
    from htxlib.report.report import project_root

    from .notebooks import province_notebooks

    name = notebook and province_notebooks.notebook_named(notebook, province_notebooks.common_books(project_root()))
    id = place and known_place(place)
    if diff:
        for line in province_notebooks.told(project_root(), name, id or ""):
            say(line)
        return
    if not name or not id:
        raise Misused("cần tên sổ tay và --place, ví dụ: htx new giua-ky --place yen-bai")
    path, source = province_notebooks.create(project_root(), name, id, publication)
    given = f"của ấn phẩm {source}" if source else "mặc định"
    say(f"Đã tạo {path.relative_to(project_root()).as_posix()}, tham số {given}.")
    say("Từ nay htx build dùng sổ tay này cho đơn vị. Sửa bằng htx lab; xem khác gì sổ tay chung: thêm --diff.")


@main.command()
@click.option("--write", is_flag=True, help="Viết vào docs/phuong-phap.md.")
@click.option("--check", "only_check", is_flag=True, help="Chỉ nói docs/phuong-phap.md có đúng với danh mục hôm nay không.")
def method(write: bool, only_check: bool) -> None:
    """In phương pháp tính: mỗi chỉ tiêu một mục (công thức, đầu vào, ví dụ), rồi danh mục số liệu cho trước."""
    from htxlib.report.report import project_root

    from .notebooks import method as pages

    file, page = project_root() / pages.PAGE, pages.page()
    if only_check:
        same = file.is_file() and file.read_text("utf-8") == page
        say(f"{pages.PAGE.as_posix()} {'đúng với danh mục' if same else 'đã cũ: chạy htx method --write'}.")
        sys.exit(0 if same else 1)
    if write:
        from htxlib.data.write import put

        put({file: page.encode()})
        say(f"Đã viết {pages.PAGE.as_posix()}.")
    else:
        say(page, nl=False)


@main.command()
@click.argument("out", type=FileToMake(Path))
@click.option(
    "--data",
    default=None,
    show_default=USUAL_DATA,
    type=Named(or_none=True),
    help="Số liệu đã có, để điền sẵn và để so với kỳ trước.",
)
@click.option("--place", default=None, help="Đơn vị: mã hoặc tên, ví dụ yen-bai.")
@click.option("--period", default=None, help="Năm 2025, hoặc những tháng đầu năm: 2023-08.")
@click.option("--term", default=None, help="Nhiệm kỳ, ví dụ 2020-2025; cùng với --to.")
@click.option("--to", default=None, help="Ngày cuối kỳ của biểu giữa nhiệm kỳ: 2023-05-31.")
def workbook(out: Path, data: str, place: str | None, period: str | None, term: str | None, to: str | None) -> None:
    """Viết biểu Excel OUT.xlsx để điền số; không nêu kỳ thì viết toàn bộ số liệu (của đơn vị) ra Excel."""
    from .intake import form

    data = data if data == "" else _data(data)
    place = place or _own_place(period or term)
    known = _last_report(place) if place and (period or term) else None
    say(f"Đã viết {form.write(out, data, place, period, term, to, known)}.")
    if period or term:
        say(f"Điền xong thì gõ: htx report {out}")


@main.command()
@click.argument("files", nargs=-1, required=True, type=Named(Path))
@click.option("--into", required=True, type=FolderToMake(Path), help="Thư mục số liệu của cả nhóm, ví dụ data/quy-1-2026.")
@click.option("--period", required=True, help="Kỳ của đợt: 2026-Q1, 2026-T03, 2026-06, 2026.")
@click.option("--of", default="ca-nuoc", show_default=True, help="Nhóm phải gửi: ca-nuoc, một cụm hoặc một vùng.")
@click.option("--due", default="", type=Day(), help="Hạn gửi, ví dụ 2026-04-10.")
@click.option("--on", default="", type=Day(), help="Ngày nhận; mặc định hôm nay.")
@click.option("--page", default="reports/gui-bieu.html", show_default=True, type=FileToMake(Path), help="Trang tình hình.")
def collect(files, into: Path, period: str, of: str, due: str, on: str, page: Path) -> None:
    """Nhập biểu của nhiều đơn vị và viết một trang: ai đã gửi, biểu nào lỗi gì, ai chưa gửi, ai muộn.

    Biểu có lỗi, khác kỳ hoặc ngoài nhóm thì riêng biểu ấy chưa vào. Mã thoát: 0 mọi biểu vào được, 2 có biểu lỗi.
    """
    from htxlib.data.write import put

    from .intake import report as told
    from .office import received

    round = _round(of, period, due, on)
    outcomes, states, strangers = received.collect(files, into, round, _agreed)
    say(told.text(outcomes, is_told=True))
    for line in received.lines(states, round, strangers):
        say(line)
    put({page: received.page(states, round, strangers).encode()})
    say(f"Trang tình hình: {page}")
    sys.exit(0 if all(outcome.accepted for outcome in outcomes) else InputError.exit_code)


def _round(of: str, period: str, due: str, on: str):
    """The round of forms that is asked for; raises InputError."""
    from datetime import date

    from htxlib.codelists import places
    from htxlib.codelists.periods import Moment, Period

    from .office.received import Round

    try:
        when = Period.named(period)
        group = places.get(known_place(of))
        places.members(group.id, when.last)
    except places.UnknownPlace as unknown:
        raise InputError(Fault("nhóm có trong kỳ", quote(of), unknown.remedy, at="--of")) from None
    except ValueError as error:
        raise InputError(Fault("kỳ, ví dụ 2026-Q1", quote(period), f"Sửa lại: {error}.", at="--period")) from None
    if group.kind in places.PROVINCIAL:
        raise InputError(Fault("một cụm, một vùng hoặc ca-nuoc", quote(of), "Biểu của một đơn vị: htx report.", at="--of"))
    days = [Moment.parse(each).last if each else None for each in (due, on)]
    return Round(group, when, days[0], days[1] or date.today())


def _agreed(outcomes) -> bool:
    """Tell what is about to be changed of what is there; somebody at the keyboard is asked, a schedule is not.

    Raises click.Abort where the answer is no: nothing is written.
    """
    from .intake.report import ahead

    lines = ahead(outcomes)
    for line in lines:
        say(line)
    if lines and sys.stdin.isatty():
        answer = click.prompt("Ghi các thay đổi này? có hoặc không", default="không")
        if answer.strip().lower()[:1] not in ("c", "y"):
            raise click.Abort
    return True


def _last_report(place: str):
    """What the last report of a place said of itself; nothing of a name that is told to be none a moment later."""
    from htxlib.codelists import places
    from htxlib.report.report import project_root

    from .office.publication import known_of

    try:
        return known_of(project_root(), places.get(place))
    except places.UnknownPlace:
        return None


@main.command("import")
@click.argument("files", nargs=-1, type=Named())
@click.option(
    "--into", required=True, type=Named(), help="Thư mục dữ liệu hoặc cơ sở dữ liệu (sqlite:///…, postgresql+pg8000://…)."
)
@click.option("--check", "check_only", is_flag=True, help="Chỉ kiểm tra, không ghi gì.")
@click.option("--report", "folder", default=None, type=FolderToMake(Path), help="Thư mục cho kết quả từng tệp (HTML, JSON).")
@click.option("--on", default="", type=Day(), help="Ngày ghi vào lịch sử sửa số; mặc định hôm nay.")
@click.option(
    "--sheet",
    default=None,
    type=Named(),
    help="Bảng điểm xếp loại của danh bạ; mặc định data/tieu_chi/xep-loai-htx-tt01-2020.yml nếu có.",
)
@click.option("--simulated", is_flag=True, help="Danh bạ là số mô phỏng.")
@click.option("--undo", is_flag=True, help="Lùi lần nhập gần nhất vào thư mục ấy; không nêu tệp.")
def import_(
    files, into: str, check_only: bool, folder: Path | None, on: str, sheet: str | None, simulated: bool, undo: bool
) -> None:
    """Nhập biểu Excel và danh bạ HTX: mỗi tệp vào trọn vẹn hoặc không vào; mọi lỗi được nêu cùng lúc.

    Nêu tệp hoặc thư mục. Danh bạ (.csv, .xlsx, .xls, .xlsb, .ods, hoặc cơ sở dữ liệu có bảng danh_ba) được nhận ra theo
    tên cột, cộng lên cấp tỉnh, rồi đối chiếu với số đã báo cáo.
    """
    from .intake import importing, registers, report
    from .intake.undo import take_back
    from .proof import own_words

    if bool(files) == undo:
        raise Misused("--undo không đi cùng tệp" if undo else "cần tệp hoặc thư mục để nhập, hoặc --undo")
    if undo:
        say(take_back(into))
        return
    options = registers.ReadOptions(sheet or "", simulated)
    outcomes = importing.bring(files, into, on, check_only, options, None if check_only else _agreed, own_words.review)
    say(report.text(outcomes, check_only, is_told=not check_only))
    for page in report.write(outcomes, folder, check_only) if folder else ():
        say(f"Kết quả: {page}")
    sys.exit(0 if all(outcome.accepted for outcome in outcomes) else InputError.exit_code)


def _own_place(wanted: object) -> str | None:
    """The office's own place, where a form is wanted and none is named."""
    from .settings.office import find

    office = find(Path.cwd()) if wanted else None
    return office.place if office else None


@main.command()
@click.argument("data", default=None, required=False, type=Named())
@click.option("--place", default=None, help="Chỉ kiểm tra số liệu của đơn vị này.")
@click.option("--json", "as_json", is_flag=True, help="In mỗi phát hiện một đối tượng JSON.")
@click.option("--html", "page", default=None, type=FileToMake(Path), help="Viết kết quả thành một trang HTML.")
def check(data: str, place: str | None, as_json: bool, page: Path | None) -> None:
    """Kiểm tra số liệu: định dạng, cân đối, trùng nguồn, và mọi số dẫn xuất mà nguồn đã in.

    Với một sổ tay hoặc thư mục sổ tay (htx check notebooks): kiểm tra tham số, tên trong câu, số gõ tay; không chạy ô nào.
    Mã thoát 1 khi có lỗi chưa được chấp nhận, 2 khi số liệu không đọc được.
    """
    from htxlib.data.address import is_one, name_of

    data = _data(data)
    if not is_one(data) and holds_notebooks(Path(data)):
        sys.exit(_check_notebooks(Path(data)))
    from htxlib import checks
    from htxlib.data.dataset import read

    from .proof import own_words

    wanted, refused = place and known_place(place), False
    try:
        dataset = read(data)
        if wanted:
            _with_data(dataset, wanted)
        findings = checks.run_checks(dataset, wanted, all_published=True)
        findings += own_words.review(dataset, [wanted] if wanted else dataset.places())
    except InputError as error:
        if not (as_json or page):
            raise
        findings, refused = checks.from_faults(error.faults), True
    if page:
        from htxlib.data.write import put

        from .publish.check_page import check_page

        put({page: check_page(findings, name_of(data)).encode()})
    say(checks.to_json(findings) if as_json else checks.summary(findings))
    sys.exit(InputError.exit_code if refused else int(any(finding.blocks for finding in findings)))


@main.command()
@click.argument("out", type=FolderToMake(Path))
@click.option("--places", default="all", show_default=True, help="all, hoặc các mã đơn vị cách nhau bằng dấu phẩy.")
@click.option("--years", default="2016-2025", show_default=True, help="Năm đầu và năm cuối.")
@click.option("--seed", default=1, show_default=True, help="Hạt giống: cùng hạt giống thì cùng số liệu.")
def sample(out: Path, places: str, years: str, seed: int) -> None:
    """Viết một bộ số liệu MÔ PHỎNG của các tỉnh vào thư mục OUT, để thử và để xem mẫu."""
    from . import simulate as simulated

    counts = simulated.write(out, simulated.ask(places, years, seed))
    say(f"Đã viết số liệu mô phỏng vào {out}: " + ", ".join(f"{table} {rows} dòng" for table, rows in counts.items()))


@main.command()
@click.argument("files", nargs=-1, required=True, type=Named(Path))
@click.option("--into", required=True, type=FileToMake(Path), help="Biểu Excel để xác nhận, ví dụ bieu.xlsx.")
@click.option("--data", default=None, type=Named(), help="Bộ số liệu sẽ nhập vào: lấy thêm chỉ tiêu riêng của nó.")
@click.option("--place", default=None, help="Đơn vị của mọi số trong các tệp; không nêu thì máy đoán ở từng dòng.")
def read(files, into: Path, data: str | None, place: str | None) -> None:
    """Đọc số trong văn bản cũ (.docx, .html, .txt, .pdf, thư mục) thành biểu Excel để xác nhận rồi nhập bằng htx import."""
    from .proof.read_into import read_into

    say(read_into(files, into, data, known_place(place) if place else "").text(into))


@main.command()
@click.argument("files", nargs=-1, required=True, type=Named(Path))
@click.option("--against", default=None, type=Named(Path), help="Tệp ….figures.json của báo cáo gốc.")
@click.option("--json", "as_json", is_flag=True, help="In mọi phát hiện và mọi số dưới dạng JSON.")
@click.option(
    "--annotate",
    default=None,
    type=Copies(Path),
    help="Viết một bản .docx có ghi chú ở từng chỗ; nhiều tệp thì là thư mục cho các bản ấy.",
)
def proof(files, against: Path | None, as_json: bool, annotate: Path | None) -> None:
    """Soát số trong các tệp .docx, .html, .txt, .pdf hoặc thư mục: so với báo cáo gốc, hoặc tính lại ngay trong văn bản."""
    from .proof import many

    sys.exit(many.proof_all(files, against, as_json, annotate, say))


@main.command()
@click.option("--reports", default="reports", show_default=True, type=FolderToMake(Path), help="Thư mục kết quả.")
@click.option("--into", default="an-ban", show_default=True, type=FolderToMake(Path), help="Thư mục giữ các lần công bố.")
def keep(reports: Path, into: Path) -> None:
    """Giữ các báo cáo đang có làm một lần công bố: chép nguyên vào thư mục an-ban/, thêm vào danh sách các lần công bố.

    Mã thoát: 0 đã giữ (hoặc đã giữ từ trước), 2 khi tệp đã dựng không còn khớp với sổ ghi.
    """
    from .batch.editions import keep as run

    name, is_new = run(reports, into)
    say(f"Đã giữ lần công bố {name}: {into / name}." if is_new else f"Lần công bố {name} đã giữ từ trước.")


@main.command()
@click.argument("old", type=Named(Path))
@click.argument("new", type=Named(Path))
@click.option("--json", "as_json", is_flag=True, help="In mọi thay đổi dưới dạng JSON.")
def changes(old: Path, new: Path, as_json: bool) -> None:
    """Nói lần công bố NEW khác lần OLD ở đâu: số cho trước nào đã đổi và vì sao, số tính ra, đánh giá và câu nào đổi theo.

    Nêu hai tệp ….figures.json, hoặc hai thư mục báo cáo. Mã thoát: 0 không có gì đổi, 1 có thay đổi, 2 tệp bị từ chối.
    """
    from .publish.two_editions import Compared

    found = Compared(old, new)
    say(found.to_json() if as_json else found.text())
    sys.exit(int(bool(found)))


@main.command()
@click.option("--reports", default="reports", show_default=True, type=FolderToMake(Path), help="Thư mục kết quả.")
def verify(reports: Path) -> None:
    """Đối chiếu các tệp đã dựng với sổ ghi (manifest); nêu tên tệp không còn khớp."""
    from .batch.manifest import verify as run

    changed = run(reports)
    for line in changed:
        say(line)
    say("Mọi tệp khớp với sổ ghi." if not changed else f"{len(changed)} tệp không khớp.")
    sys.exit(1 if changed else 0)

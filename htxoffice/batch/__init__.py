"""All reports at once: plan what params/ asks for, run what changed, publish, and keep account of it.

Imports stand inside the functions: a build with nothing to do reads two small files and is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["build", "plan_jobs", "verify"]

OK, FAILED, INTERRUPTED = 0, 1, 130
_YEAR, _PETABYTE = 31_536_000, 1_000_000_000  # seconds; MB


def build(
    params_files: Iterable[str | Path] | None = None,
    places: Iterable[str] | None = None,
    publications: Iterable[str] | None = None,
    reports: str | Path = "reports",
    workers: int = 2,
    force: bool = False,
    dry_run: bool = False,
    engine: str = "htx",
    timeout: float = 300,
    memory_mb: int = 2048,
    formats: Iterable[str] = (),
    dask: str = "",
    prune: bool = False,
    since: str | Path = "",
) -> int:
    """Make the reports that are not up to date and return the exit code: 0 all well, 1 some failed, 130 interrupted.

    Raises InputError (exit code 2) with every fault of the params files and the data, before anything runs; also where
    there is nothing to build, or a file in the reports folder is not ours. `prune` removes the files of publications
    that are no longer planned; it needs a build of all that is planned.
    The project is the folder that holds `params/`; relative paths start there. `formats` are of html, docx and pdf
    (none named: html and docx). `dask` is the address of a scheduler whose workers run the jobs. `since` is a kept edition:
    each page that replaces one of it says what changed.
    """
    from htxlib.words.errors import InputError
    from htxoffice.batch.builder import Builder, Options, summary, would
    from htxoffice.batch.plan import choose
    from htxoffice.publish.formats import check

    if limits := _beyond_limits(timeout, memory_mb):
        raise InputError(limits)
    root, files = _project(params_files)
    wanted = check(formats)
    everything = not places and not publications
    if since and not (root / since).is_dir():
        remedy = "Nêu một lần công bố đã giữ, ví dụ --since an-ban/2023-12-31-0a1b2c3d; giữ bằng htx keep."
        raise InputError(_fault("thư mục của một lần công bố", str(since), remedy))
    options = Options(workers, force, engine, timeout, memory_mb, wanted, dask, dry_run, str(since))
    builder = Builder(root, root / reports, files, options)
    forget = everything and params_files is None
    if prune and not forget:
        raise InputError(_fault("chỉ dùng khi dựng mọi ấn phẩm", "--prune cùng tệp, --place hoặc --publication"))
    if not files:
        raise InputError(_fault("ít nhất một ấn phẩm params/*.yml", "không có", "Thêm tệp; xem docs/huong-dan.md."))
    try:
        standing, left = builder.standing() if everything else (0, [])
        if standing and not (prune and left):
            if forget:
                _tell_left(left)
            print(would(standing) if dry_run else summary(standing))
            return OK
        jobs = choose(builder.plan(), places, publications)
        if dry_run:
            builder.tell(jobs)
            return OK
        failed = builder.build(jobs, everything, forget)
        if prune:
            print("\n".join(builder.prune()) or "Không có tệp thừa để xóa.")
        elif forget:
            _tell_left(builder.left)
        return FAILED if failed else OK
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; các báo cáo đã xong được giữ lại.")
        return INTERRUPTED
    except OSError as error:
        from htxoffice.batch.files import refusal

        print(f"LỖI: {refusal(error)}")
        return FAILED


def plan_jobs(
    params_files: Iterable[str | Path] | None = None,
    places: Iterable[str] | None = None,
    publications: Iterable[str] | None = None,
):
    """Return the jobs of the params files (all of params/ if none is named), of the places and publications given."""
    from htxoffice.batch import plan

    root, files = _project(params_files)
    return plan.choose(plan.read(root, files), places, publications)


def verify(reports: str | Path = "reports") -> list[str]:
    """Return a sentence for each published file that is missing, altered or unknown to the manifest."""
    from htxoffice.batch import manifest

    return manifest.verify(reports)


def _tell_left(left: list[str]) -> None:
    """Name the publications and places whose files are left although nothing plans them any more."""
    ids = sorted({name.partition(".")[0] for name in left})
    if ids:
        more = f" và {len(ids) - 9} báo cáo khác" if len(ids) > 9 else ""
        print(f"Không còn trong params/ nhưng tệp vẫn còn: {', '.join(ids[:9])}{more}. Xóa bằng htx build --prune.")


def _beyond_limits(timeout: float, memory_mb: int) -> list:
    """What of the limits of a report the system cannot keep: "inf" and "nan" are numbers, too."""
    from htxlib.words.errors import Fault, quote

    asked = (("--timeout", "số giây", timeout, _YEAR), ("--memory-mb", "số MB", memory_mb, _PETABYTE))
    return [
        Fault(f"{word} từ 1 đến {most}", quote(f"{value:g}"), "Sửa giới hạn của mỗi báo cáo.", at=name)
        for name, word, value, most in asked
        if not 1 <= value <= most
    ]


def _fault(expected: str, found: str, remedy: str = "Chạy htx build --prune một mình."):
    from htxlib.words.errors import Fault, quote

    return Fault(expected, quote(found), remedy)


def _project(params_files: Iterable[str | Path] | None) -> tuple[Path, list[Path]]:
    """The project's root and its params files; these may stand in a folder of their own below params/."""
    named = (Path(file).resolve() for file in params_files or ())
    files = list(dict.fromkeys(named))  # twice the same is once
    above = files[0].parents if files else [Path.cwd()]
    root = next((folder for folder in above if (folder / "notebooks").is_dir()), above[min(1, len(above) - 1)])
    return root, files or _planned(root / "params")


def _planned(folder: Path) -> list[Path]:
    """The publications in params/; raises InputError for one that would be passed over because of its name's ending."""
    from htxlib.words.errors import InputError

    found = sorted(path for path in folder.glob("*") if not path.name.startswith((".", "~")))
    others = [path.name for path in found if path.suffix != ".yml" and path.suffix.lower() in (".yml", ".yaml")]
    if others:
        raise InputError([_fault("tệp ấn phẩm có đuôi .yml", f"params/{name}", "Đổi đuôi tệp.") for name in others])
    return [path for path in found if path.suffix == ".yml"]

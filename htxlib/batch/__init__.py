"""All reports at once: plan what params/ asks for, run what changed, publish, and keep account of it.

Imports stand inside the functions: a build with nothing to do reads two small files and is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["build", "plan_jobs", "verify"]

OK, FAILED, INTERRUPTED = 0, 1, 130


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
) -> int:
    """Make the reports that are not up to date and return the exit code: 0 all well, 1 some failed, 130 interrupted.

    Raises InputError (exit code 2) with every fault of the params files and the data, before anything runs.
    The project is the folder that holds `params/`; relative paths start there. `formats` are of html, docx and pdf
    (none named: html and docx). `dask` is the address of a scheduler whose workers run the jobs.
    """
    from htxlib.batch.builder import Builder, Options, summary, would
    from htxlib.batch.plan import choose
    from htxlib.publish.formats import check

    root, files = _project(params_files)
    wanted = check(formats)
    everything = not places and not publications
    options = Options(workers, force, engine, timeout, memory_mb, wanted, dask, dry_run)
    builder = Builder(root, root / reports, files, options)
    try:
        if everything and (standing := builder.standing()):
            print(would(standing) if dry_run else summary(standing))
            return OK
        jobs = choose(builder.plan(), places, publications)
        if dry_run:
            builder.tell(jobs)
            return OK
        return FAILED if builder.build(jobs, everything, forget=everything and params_files is None) else OK
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; các báo cáo đã xong được giữ lại.")
        return INTERRUPTED
    except OSError as error:
        from htxlib.batch.files import refusal

        print(f"LỖI: {refusal(error)}")
        return FAILED


def plan_jobs(
    params_files: Iterable[str | Path] | None = None,
    places: Iterable[str] | None = None,
    publications: Iterable[str] | None = None,
):
    """Return the jobs of the params files (all of params/ if none is named), of the places and publications given."""
    from htxlib.batch import plan

    root, files = _project(params_files)
    return plan.choose(plan.read(root, files), places, publications)


def verify(reports: str | Path = "reports") -> list[str]:
    """Return a sentence for each published file that is missing, altered or unknown to the manifest."""
    from htxlib.batch import manifest

    return manifest.verify(reports)


def _project(params_files: Iterable[str | Path] | None) -> tuple[Path, list[Path]]:
    """The project's root and its params files; these may stand in a folder of their own below params/."""
    files = [Path(file).resolve() for file in params_files] if params_files is not None else []
    above = files[0].parents if files else [Path.cwd()]
    root = next((folder for folder in above if (folder / "notebooks").is_dir()), above[min(1, len(above) - 1)])
    return root, files or sorted((root / "params").glob("*.yml"))

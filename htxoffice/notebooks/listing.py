"""What `htx list` and `htx figures` print: codelists, publications, and the comparisons of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from htxlib.codelists.periods import Moment
from htxlib.words.text import one_line


def lines(what: str, on: str | None = None) -> Iterable[str]:
    """One line an entry of a codelist; `on` (a date) limits places to those that exist that day."""
    listed = {"variables": _variables, "indicators": _indicators, "units": _units, "publications": _publications}
    return (listed | {"notebooks": _notebooks}).get(what, lambda: _places(on))()


def _variables() -> Iterator[str]:
    from htxlib.codelists.variables import load

    for each in load().values():
        yield f"{each.code:<36} {each.unit.text:<24} {each.kind:<10} {each.label}"


def _indicators() -> Iterator[str]:
    from htxlib.indicators.catalogue import load

    for each in load().values():
        yield f"{each.name:<36} {each.unit.text:<24} {', '.join(each.inputs)}: {each.label}"


def _units() -> Iterator[str]:
    from htxlib.codelists.units import words

    yield from sorted(words())


def _publications() -> Iterator[str]:
    from htxlib.report.report import project_root

    yield from sorted(one_line(path.stem) for path in (project_root() / "params").glob("*.yml"))


def _notebooks() -> Iterator[str]:
    """Each kind of report, and under it what a publication may say."""
    from htxlib.report.report import project_root

    from ..settings.kind import Kinds
    from ..settings.params import words

    kinds = Kinds(project_root())
    for name in kinds.names:
        yield one_line(name)
        kind = kinds.of(name)
        for each in kind.parameters if kind else ():
            comment, said = each.comment, words(each)
            yield f"  {each.name:<20} {said if said.startswith(comment) else f'{comment}: {said}'}"


def _places(on: str | None) -> Iterator[str]:
    from htxlib.codelists import places

    day = Moment.parse(on).last if on else None
    for kind in (None, "cụm", "vùng", "cả nước"):
        for each in places.all(day, kind):
            life = f"đến {each.end:%d/%m/%Y}" if each.end else f"từ {each.start:%d/%m/%Y}" if each.start else ""
            name = each.full_name(day or each.end or each.start or places.MERGER)
            yield f"{each.id:<44} {each.code:<4} {name:<40} {life}".rstrip()


def comparisons(figure) -> Iterator:
    """The derived figures of one figure that can be computed: changes, ratio, per-year mean, share, attainment."""
    found = [
        figure.usual.tang_giam,
        figure.usual.tang_giam_pct,
        figure.usual.so_lan,
        figure.binh_quan_nam,
        figure.ty_trong,
    ]
    found += [part for phrase in (figure.so_voi_muc_tieu, figure.so_voi_ke_hoach) for part in phrase.figures]
    yield from {each.key: each for each in found if each}.values()

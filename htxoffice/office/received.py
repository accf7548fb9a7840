"""Whose forms have come: an import of many, and one page that says who has sent, whose form has faults, who is late.

What came of each form is noted in `nhan_bieu.csv` beside the data, so that the page of today knows what came yesterday. A
form with faults that was put right later counts as received on the later day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from htxlib.codelists import places
from htxlib.codelists.periods import Period, day_text
from htxlib.codelists.places import Place
from htxlib.data.dataset import WORKBOOKS
from htxlib.data.folder import listed
from htxlib.data.tables import guarded, unguarded
from htxlib.data.workbook import workbook
from htxlib.data.write import put
from htxlib.words.errors import Fault, InputError
from htxlib.words.text import listing

from ..intake import asks, importing
from ..intake.outcome import Outcome
from ..proof import own_words
from ..publish.page import render

ACCOUNT = "nhan_bieu.csv"
_COLUMNS = ("don_vi", "ky", "ket_qua", "ngay", "tep", "loi")  # loi: a line for each fault of a form that did not come in
GOOD, BAD, NONE = "đã nhập", "có lỗi", "chưa gửi"


@dataclass(frozen=True)
class Round:
    """One round of forms: of which places, of which period, due when, as it stands on a day."""

    group: Place
    period: Period
    due: date | None
    on: date

    @property
    def members(self) -> tuple[Place, ...]:
        return places.members(self.group.id, self.period.last)

    @property
    def is_over(self) -> bool:
        return self.due is not None and self.on > self.due


@dataclass
class State:
    """Where one province stands."""

    place: Place
    word: str = NONE
    day: str = ""  # on which its form came
    file: str = ""
    faults: list[str] = field(default_factory=list)  # of the form that came last
    again: int = 0  # findings to look at again

    def late(self, round: Round) -> str:
        """How late it is, in words: not sent though due, or received after that day."""
        if round.due is None:
            return ""
        if self.word == GOOD:
            days = (date.fromisoformat(self.day) - round.due).days if self.day else 0
            return f"nhận muộn {days} ngày" if days > 0 else ""
        return f"quá hạn {(round.on - round.due).days} ngày" if round.is_over else ""


def collect(
    files: Iterable[Path], into: Path, round: Round, first: Callable[[list[Outcome]], bool] | None = None
) -> tuple[list[Outcome], list[State], list[str]]:
    """Import forms and say where every province stands; the third are forms that belong to nobody of this round.

    A form of another period, or of a place outside the group, stays out. Raises InputError as an import does.
    """
    forms = [each for file in files for each in (listed(file) if file.is_dir() else [file])]
    if not forms:
        raise InputError(Fault("biểu .xlsx các đơn vị gửi về", "không có tệp nào", "Kiểm tra đường dẫn."))
    asked = {path: _asked(path, round) for path in forms}
    good = [path for path in forms if not asked[path][1]]
    came = importing.bring(good, into, round.on.isoformat(), first=first, review=own_words.review) if good else []
    outcomes = dict(zip(good, came, strict=True))
    outcomes |= {path: Outcome(path.name, faults=asked[path][1]) for path in forms if path not in outcomes}
    states = {place.id: State(place) for place in round.members}
    for row in _account(into):
        if row["ky"] == round.period.iso and row["don_vi"] in states:
            _note(states[row["don_vi"]], row["ket_qua"], row["ngay"], row["tep"])
            states[row["don_vi"]].faults = row["loi"].splitlines()
    strangers = []
    for path in forms:
        place, outcome = asked[path][0], outcomes[path]
        if place not in states:
            strangers.append(outcome.file)
            continue
        _note(states[place], GOOD if outcome.accepted else BAD, round.on.isoformat(), outcome.file)
        states[place].faults, states[place].again = list(map(str, outcome.faults)), len(outcome.findings)
    _keep(into, round, states.values())
    return [outcomes[path] for path in forms], list(states.values()), strangers


def _asked(path: Path, round: Round) -> tuple[str, list[Fault]]:
    """Whose form it is, and why it is none of this round."""
    if path.suffix.lower() not in WORKBOOKS:
        return "", []
    try:
        book = workbook.read(path)
        wanted = asks.read(book)
        place = places.resolve(book.place, round.period.last).id
    except (InputError, places.UnknownPlace):
        return "", []  # told by the import
    if place not in {each.id for each in round.members}:
        remedy = "Chuyển tệp ra ngoài, hoặc sửa ô «Đơn vị»."
        return place, [Fault(f"biểu của một đơn vị thuộc {round.group.name}", places.get(place).name, remedy, path.name)]
    days = {wanted.period.days} if wanted and not wanted.faults else set()
    if days and days != {round.period.days}:
        found, remedy = f"biểu {wanted.period.text}", "Lấy đúng biểu của kỳ này, hoặc sửa kỳ và ngày các dòng."
        return place, [wanted.told("den_ngay", Fault(f"biểu {round.period.text}", found, remedy, path.name))]
    return place, []


def _note(state: State, word: str, day: str, file: str) -> None:
    """What came last counts, but a form that came in is not made worse by a later one that does not."""
    if word == GOOD or state.word != GOOD:
        keeps_day = state.word == word == GOOD  # the same form again: it came on its first day
        state.word, state.day, state.file = word, state.day if keeps_day else day, file


# --- the account ------------------------------------------------------------------------------------------------------


def _account(into: Path) -> list[dict[str, str]]:
    path = into / ACCOUNT
    if not path.is_file():
        return []
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return [{name: unguarded(row.get(name) or "") for name in _COLUMNS} for row in rows]


def _keep(into: Path, round: Round, states: Iterable[State]) -> None:
    rows = [row for row in _account(into) if row["ky"] != round.period.iso]
    rows += [
        {"don_vi": each.place.id, "ky": round.period.iso, "ket_qua": each.word, "ngay": each.day, "tep": each.file,
         "loi": "\n".join(each.faults)}
        for each in states if each.word != NONE
    ]  # fmt: skip
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows)
    put({into / ACCOUNT: out.getvalue().encode("utf-8-sig")})


# --- what is said -----------------------------------------------------------------------------------------------------


def summary(states: Sequence[State], round: Round) -> str:
    """The round in one sentence: who has sent, whose form has faults, who has not sent and for how long it is due.

    Numbers of the round itself, not of the cooperative economy.
    """
    count = {word: sum(each.word == word for each in states) for word in (GOOD, BAD, NONE)}
    late = f" (quá hạn {(round.on - round.due).days} ngày)" if round.is_over and round.due else ""
    parts = [f"{count[GOOD]} đã gửi và nhập được"]
    parts += [f"{count[BAD]} có lỗi phải gửi lại"] if count[BAD] else []
    parts += [f"{count[NONE]} chưa gửi{late}"] if count[NONE] else []
    return f"Trong {len(states)} đơn vị, {', '.join(parts)}."


def lines(states: Sequence[State], round: Round, strangers: Sequence[str]) -> list[str]:
    """The same with names, for the screen."""
    found = [summary(states, round)]
    for word, said in ((BAD, "Có lỗi"), (NONE, "Chưa gửi")):
        names = [each.place.name for each in states if each.word == word]
        found += [f"{said}: {listing(names)}."] if names else []
    return [*found, *([f"Không thuộc đợt này: {listing(strangers)}."] if strangers else [])]


def page(states: Sequence[State], round: Round, strangers: Sequence[str]) -> str:
    """One page without network or script: whom to call first, then everybody."""
    order = {BAD: 0, NONE: 1, GOOD: 2}
    told = [replace(each, day=day_text(date.fromisoformat(each.day)) if each.day else "") for each in states]
    late = {each.place.id: each.late(round) for each in states}
    return render(
        "received.html.j2",
        title=f"Gửi biểu {round.period.text}",
        group=round.group.name,
        summary=summary(states, round),
        on=day_text(round.on),
        due=day_text(round.due) if round.due else "",
        states=sorted(told, key=lambda each: order[each.word]),
        late=late,
        strangers=list(strangers),
        words={"good": GOOD, "bad": BAD, "none": NONE},
    )

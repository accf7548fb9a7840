"""An office's own project: a folder with htx.yml, which says whose it is; what it refers to: `htxlib.data.carried`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from htxlib.codelists import places
from htxlib.data import carried, several
from htxlib.words.disk import said
from htxlib.words.errors import Fault, InputError, misspelt, quote

from .strict_yaml import YamlFault, load

KEYS = ("don_vi",)


@dataclass(frozen=True)
class Office:
    """Whose project it is, and where its own figures lie."""

    root: Path
    place: str

    @property
    def own(self) -> str:
        """The folder of the office's own figures, from the root."""
        return f"data/{self.place}"

    @property
    def data(self) -> str:
        """What its reports rest on: its own figures where there are some, the shared published ones behind."""
        has_own = any((self.root / self.own).glob("*.csv"))
        return several.joined([self.own, carried.SHARED] if has_own else [carried.SHARED])


def find(start: Path) -> Office | None:
    """Return the office whose project a folder lies in; raises InputError where its htx.yml cannot be used."""
    root = next((each for each in (start, *start.parents) if carried.is_office(each)), None)
    return Office(root, _place(root / carried.MARK)) if root else None


def _place(path: Path) -> str:
    try:
        content, _ = load(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _refused("tệp đọc được", said(error)) from None
    except YamlFault as fault:
        raise _refused("YAML đúng cú pháp", quote(fault)) from None
    if not isinstance(content, dict) or not isinstance(content.get("don_vi"), str):
        raise _refused("dòng «don_vi: mã đơn vị»", "không có")
    for key in content:
        if key not in KEYS:
            raise _refused(f"chỉ khóa {', '.join(KEYS)}", f"{quote(key)}{misspelt(str(key), KEYS)}")
    try:
        return places.get(content["don_vi"]).id
    except places.UnknownPlace as unknown:
        raise _refused("don_vi: mã đơn vị, ví dụ son-la", quote(content["don_vi"]), unknown.remedy) from None


def _refused(expected: str, found: str, remedy: str = "Sửa tệp; hoặc xóa rồi chạy lại htx init.") -> InputError:
    return InputError(Fault(expected, found, remedy, carried.MARK))

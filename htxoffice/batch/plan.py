"""params/*.yml → jobs: which notebook runs with which parameters for which place. All faults of all files at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path

from htxlib.words.disk import said
from htxlib.words.errors import Fault, Faults, InputError, misspelt, quote
from htxlib.words.location import Location
from htxlib.words.text import capital
from htxoffice.publish.formats import BESIDE_A_PAGE, FIGURES, USUAL, suffixes
from htxoffice.publish.formats import FOLDER as PLACES
from htxoffice.settings.kind import FOLDER as NOTEBOOKS
from htxoffice.settings.kind import Kind, Kinds

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = {
    "tieu_de": (str, "tên của ấn phẩm"),
    "notebook": (str, "tên sổ tay, ví dụ bao_cao_nam"),
    "tham_so": (Mapping, "tham số chung, dạng khóa: giá trị"),
    "noi": (list, "danh sách mã đơn vị, ví dụ [yen-bai, thai-nguyen]"),
    "rieng": (Mapping, "tham số riêng của từng đơn vị, dạng mã đơn vị: {khóa: giá trị}"),
    "van_ban": (Mapping, "các trường của văn bản Word, dạng khóa: giá trị; của riêng một đơn vị thì trong rieng"),
    "ban_ngan": (Mapping, "các bản ngắn từ cùng số liệu, dạng tên sổ tay: danh sách mã đơn vị; để trống là mọi đơn vị"),
}
_NEEDED = ("notebook", "noi")
FULL = "Báo cáo đầy đủ"  # what the pages of the short texts call the report that they are made from
FILES = ("tieu_chi", "cham_diem")  # parameters that name a file on which a report rests as on its data


@dataclass(frozen=True)
class Job:
    """One report to make."""

    publication: str
    place: str
    notebook: str  # name without ending
    title: str  # of the publication, "" if it has none
    params: dict
    van_ban: dict = field(default_factory=dict)  # fields of the Word file, which no notebook sees
    own: bool = False  # the place has a notebook of its own, which stands in for the common one
    of: str = ""  # the publication whose full report this is a short text of
    beside: dict[str, str] = field(default_factory=dict)  # the other texts from the same numbers: name → publication
    formats: tuple[str, ...] = USUAL
    before: str = ""  # the side file of the report that this one replaces; its page says what changed

    @property
    def id(self) -> str:
        return f"{self.publication}/{self.place}"

    @property
    def notebook_path(self) -> str:
        """From the project's root."""
        return f"{NOTEBOOKS}/{self.book}.ipynb"

    @property
    def book(self) -> str:
        """What a person calls the notebook that runs: "bao_cao_nam", or "rieng/yen-bai/bao_cao_nam"."""
        return own_book(self.notebook, self.place) if self.own else self.notebook

    @property
    def told(self) -> dict:
        """The parameters as the account names them: a database by its name only, without user and server."""
        if "://" not in self.params["du_lieu"]:
            return self.params
        from htxlib.data.address import name_of

        return self.params | {"du_lieu": name_of(self.params["du_lieu"])}

    @property
    def files(self) -> list[str]:
        """The files that the parameters name, beside the data; the template of Word only where Word is asked for."""
        named = [self.params.get(name) for name in FILES]
        more = [self.van_ban.get("mau") if "docx" in self.formats else "", self.before]
        return [*filter(None, named), *filter(None, more)]

    @property
    def outputs(self) -> dict[str, str]:
        """Ending → name in the reports folder; of ids only, so that no parameter can name another place on the disk."""
        return {suffix: f"{self.id}.{suffix}" for suffix in suffixes(self.formats, is_full=not self.of)}

    @property
    def links(self) -> dict[str, str]:
        """Words → address from the page: the other texts of the same numbers, the other files of this one, the place."""
        files = {word: f"{self.place}.{ending}" for ending, word in BESIDE_A_PAGE.items() if ending in self.outputs}
        texts = sorted(self.beside.items(), key=itemgetter(1))  # the full report first
        others = {name: f"../{publication}/{self.place}.html" for name, publication in texts}
        return {**others, **files, "Trang của đơn vị": f"../{PLACES}/{self.place}.html"}


def replacing(job: Job, root: Path, since: str) -> Job:
    """The job with the report of that edition which it replaces, where there is one."""
    before = f"{since}/{job.id}.{FIGURES}"
    return replace(job, before=before) if (root / before).is_file() else job


def own_book(notebook: str, place: str) -> str:
    """A place's own notebook, from the folder of notebooks, without ending."""
    return f"rieng/{place}/{notebook}"


def own_books(root: Path) -> list[str]:
    """Every own notebook there is: a new one changes what is planned."""
    folder = root / NOTEBOOKS
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("rieng/*/*.ipynb"))


def read(root: Path, files: Iterable[Path], own: Collection[str] | None = None) -> list[Job]:
    """Return the jobs of all publications, ordered by id; raises InputError with every fault of every file.

    `own` are the own notebooks there are, if they were looked for already.
    """
    faults, jobs, own, kinds = Faults(), [], own_books(root) if own is None else own, Kinds(root)
    files = list(files)
    for name, of in ((file.stem, [each for each in files if each.stem == file.stem]) for file in files):
        if len(of) > 1:  # both would write the same reports
            found = " và ".join(quote(_relative(file, root)) for file in of)
            faults.add(f"mỗi ấn phẩm một tệp {name}.yml", found, "Đổi tên một tệp, hoặc dựng từng tệp.")
    for file in files:
        jobs += _publication(root, file, own, kinds, faults)
    _each_once(jobs, faults)
    faults.all[:] = dict.fromkeys(faults.all)  # a wrong common parameter is one mistake, not one for each place
    faults.raise_if_any()
    return sorted(jobs, key=lambda job: job.id)


def _each_once(jobs: list[Job], faults: Faults) -> None:
    """Refuse a publication that has the name of another one's short text: both would write the same reports."""
    full = {job.publication for job in jobs if not job.of}
    for name, of in dict.fromkeys((job.publication, job.of) for job in jobs if job.of):
        if name in full:
            faults.add(f"tên khác bản ngắn của {of}", quote(f"{name}.yml"), "Đổi tên tệp ấn phẩm này.")


class _File:
    """One params file: its content, and faults told with the line of their key."""

    def __init__(self, root: Path, path: Path, faults: Faults):
        self.name, self.stem, self._faults, self._lines = _relative(path, root), path.stem, faults, {}
        self.content = self._load(path)

    def refuse(self, path: tuple, expected: str, found: str, remedy: str) -> None:
        while path and path not in self._lines:  # a missing key stands where its parent does
            path = path[:-1]
        at = Location(row=self._lines[path]) if path else Location()
        self._faults.add(expected, found, remedy, at, self.name)

    def _load(self, path: Path) -> dict:
        from htxoffice.settings.strict_yaml import YamlFault, load

        try:
            content, self._lines = load(path.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            self.refuse((), "tệp YAML mã UTF-8 đọc được", said(error), "Kiểm tra đường dẫn và lưu lại bằng UTF-8.")
            return {}
        except YamlFault as fault:
            where = Location(row=fault.line)
            self._faults.add("YAML đúng cú pháp", quote(fault), "Sửa dòng này.", where, self.name)
            return {}
        if not isinstance(content, Mapping):
            self.refuse((), f"các khóa {', '.join(_KEYS)}", quote(content), "Xem params/ để có mẫu.")
            return {}
        return dict(content)


def _publication(root: Path, path: Path, own_ones: Collection[str], kinds: Kinds, faults: Faults) -> list[Job]:
    before = len(faults.all)
    file = _File(root, path, faults)
    if not _ID.fullmatch(path.stem):
        file.refuse((), "tên tệp gồm a-z, 0-9 và dấu nối, ví dụ nam-2023.yml", quote(path.name), "Đổi tên tệp.")
    if len(faults.all) > before:
        return []
    content = _shape(file)
    known, kind = _kind(file, content, kinds, faults)
    common, own = content.get("tham_so", {}), _own(file, content)
    short = _short_texts(file, content, kinds, faults)
    jobs = []
    for position, place in enumerate(content.get("noi", [])):
        at = ("noi", position)
        if not isinstance(place, str) or not _ID.fullmatch(place):
            file.refuse(at, "mã đơn vị gồm a-z, 0-9 và dấu nối", quote(place), _code(place, common.get("den_ngay")))
        elif place in content["noi"][:position]:
            file.refuse(at, "mỗi đơn vị một lần", quote(place), "Xóa dòng thừa.")
        elif known:
            given = {**common, **own.get(place, {}), "don_vi": place}
            fields, title = _van_ban(root, file, content, place), content.get("tieu_de", "")
            texts = [_Text(content["notebook"], kind, path.stem, FULL, title)]
            texts += [each for each, places in short if place in places]
            for text in texts:
                params = _params(file, text.kind, given, own.get(place, {}), at)
                has_own = own_book(text.notebook, place) in own_ones
                of = path.stem if text is not texts[0] else ""
                beside = dict(sorted((each.name, each.publication) for each in texts if each is not text))
                jobs.append(
                    Job(text.publication, place, text.notebook, text.title, params, fields, has_own, of, beside)
                )
    return jobs


@dataclass(frozen=True)
class _Text:
    """One of the texts that a publication makes of the same numbers."""

    notebook: str
    kind: Kind | None
    publication: str
    name: str  # what the pages of the others call it
    title: str


def _short_texts(file: _File, content: dict, kinds: Kinds, faults: Faults) -> list[tuple[_Text, Collection[str]]]:
    """The short texts beside the full report and of which places; each is a publication with a name of its own."""
    found = []
    for notebook, given in content.get("ban_ngan", {}).items():
        at = ("ban_ngan", notebook)
        places = content.get("noi", []) if given is None else given
        if notebook == content.get("notebook"):
            file.refuse(at, "sổ tay khác sổ tay của ấn phẩm", quote(notebook), "Xóa dòng này.")
            continue
        if not isinstance(places, list) or (strange := [each for each in places if each not in content.get("noi", [])]):
            wrong = quote(places) if not isinstance(places, list) else ", ".join(map(quote, strange))
            file.refuse(at, "danh sách đơn vị có trong noi", wrong, "Thêm vào noi, hoặc sửa.")
            continue
        known, kind = _kind_of(file, notebook, at, kinds, faults)
        if known:
            name = kind.title if kind and kind.title else capital(notebook.replace("_", " "))
            publication = f"{file.stem}-{notebook.replace('_', '-')}"
            if not _ID.fullmatch(publication):
                file.refuse(at, "tên sổ tay gồm a-z, 0-9 và dấu gạch dưới", quote(notebook), "Đổi tên sổ tay.")
                continue
            title = f"{content.get('tieu_de') or file.stem}: {name[:1].lower()}{name[1:]}"
            found.append((_Text(notebook, kind, publication, name, title), places))
    return found


def _code(place: object, until: object) -> str:
    """What to write for a place that was called by its name."""
    from htxlib.codelists import places  # only for this sentence: a build that finds nothing to do is quick
    from htxlib.codelists.periods import Moment

    try:
        return f"Viết mã của đơn vị: {places.resolve(str(place), Moment.parse(str(until)).last).id}."
    except ValueError:
        return "Sửa mã đơn vị; xem bằng htx list places."


def _shape(file: _File) -> dict:
    """The known keys of the right type; everything else is a fault."""
    good = {}
    for key, value in file.content.items():
        if key not in _KEYS:
            hint = misspelt(str(key), _KEYS) or f" Các khóa hợp lệ: {', '.join(_KEYS)}."
            file.refuse((key,), "khóa của một ấn phẩm", quote(key), f"Xóa hoặc sửa khóa.{hint}")
        elif not isinstance(value, _KEYS[key][0]):
            file.refuse((key,), f"{key}: {_KEYS[key][1]}", quote(value), "Sửa giá trị.")
        else:
            good[key] = value
    for key in _NEEDED:
        if key not in file.content:
            file.refuse((), f"{key}: {_KEYS[key][1]}", "không có", f"Thêm khóa «{key}».")
    if good.get("noi") == []:
        file.refuse(("noi",), "ít nhất một đơn vị", "danh sách trống", "Thêm mã đơn vị.")
    return good


def _kind(file: _File, content: dict, kinds: Kinds, faults: Faults) -> tuple[bool, Kind | None]:
    """Whether the notebook is one that a report can be planned with, and its kind; None where it is told when it runs."""
    name = content.get("notebook")
    return (False, None) if name is None else _kind_of(file, name, ("notebook",), kinds, faults)


def _kind_of(file: _File, name: object, at: tuple, kinds: Kinds, faults: Faults) -> tuple[bool, Kind | None]:
    if name not in kinds.names:
        hint = misspelt(str(name), kinds.names) or f" Các sổ tay: {', '.join(kinds.names) or 'chưa có'}."
        file.refuse(at, f"tên một sổ tay trong {NOTEBOOKS}/", quote(name), f"Sửa tên.{hint}")
        return False, None
    try:
        return True, kinds.of(name)
    except InputError as error:
        faults.all += error.faults
        return False, None


def _own(file: _File, content: dict) -> dict:
    """The overrides of single places; each must belong to a place of this publication."""
    good = {}
    for place, given in content.get("rieng", {}).items():
        if place not in content.get("noi", []):
            hint = misspelt(str(place), [str(each) for each in content.get("noi", [])])
            file.refuse(("rieng", place), "đơn vị có trong noi", quote(place), f"Thêm vào noi hoặc xóa.{hint}")
        elif not isinstance(given, Mapping):
            file.refuse(("rieng", place), "các cặp khóa: giá trị", quote(given), "Sửa giá trị.")
        else:
            good[place] = {key: value for key, value in given.items() if key != "van_ban"}
    return good


def _van_ban(root: Path, file: _File, content: dict, place: str) -> dict:
    """The fields of one place's document that are given: the publication's, over them the place's own."""
    from htxoffice.settings.params import check_van_ban

    own = content.get("rieng", {}).get(place, {})
    own = own.get("van_ban", {}) if isinstance(own, Mapping) else {}
    if not isinstance(own, Mapping):
        file.refuse(("rieng", place, "van_ban"), "các cặp khóa: giá trị", quote(own), "Sửa giá trị.")
        own = {}
    given = {**content.get("van_ban", {}), **own}
    checked, faults = check_van_ban(given)
    for key, fault in faults:
        path = ("rieng", place, "van_ban", key) if key in own else ("van_ban", key)
        file.refuse(path, fault.expected, fault.found, fault.remedy)
    if checked.get("mau"):
        _template(root, file, checked["mau"], ("rieng", place, "van_ban", "mau") if "mau" in own else ("van_ban", "mau"))
    return {key: checked[key] for key in given if key in checked}


def _template(root: Path, file: _File, name: str, at: tuple) -> None:
    """Tell before anything runs what is wrong with a Word template of the project's own."""
    from htxoffice.publish.word.template import open_template

    try:
        open_template(root / name)
    except InputError as error:
        for fault in error.faults:
            file.refuse(at, f"mau: {fault.expected}", f"{name}, {fault.found}", fault.remedy)


def _params(file: _File, kind: Kind | None, given: dict, own: Mapping, at: tuple) -> dict:
    from htxoffice.settings.params import check

    params, faults = check(kind, given)
    for key, fault in faults:
        path = at if key == "don_vi" else ("rieng", given["don_vi"], key) if key in own else ("tham_so", key)
        file.refuse(path, fault.expected, fault.found, fault.remedy)
    return params


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def choose(jobs: list[Job], places: Iterable[str] | None, publications: Iterable[str] | None) -> list[Job]:
    """Return the jobs of the places and publications asked for; raises InputError on a name that no job has."""
    faults: list[Fault] = []
    jobs_of = {job.publication: job.of or job.publication for job in jobs}  # the texts of one report are made together
    families = {jobs_of.get(name) for name in publications or ()}
    for name, asked in (("place", places), ("publication", publications)):
        known = {getattr(job, name) for job in jobs}
        word = "đơn vị" if name == "place" else "ấn phẩm"
        faults += [
            Fault(f"{word} có trong params/", quote(one), f"Xem htx list.{misspelt(one, known)}")
            for one in asked or ()
            if one not in known
        ]
    if faults:
        raise InputError(faults)
    chosen = [
        job
        for job in jobs
        if (not places or job.place in places) and (not publications or jobs_of[job.publication] in families)
    ]
    if jobs and not chosen:
        found = " và ".join(filter(None, (", ".join(places or ()), ", ".join(publications or ()))))
        raise InputError(Fault("ấn phẩm có đơn vị được nêu", quote(found), "Xem khóa noi của ấn phẩm ấy trong params/."))
    return chosen

"""Spoiled inputs by the thousand, from a seed: workbooks, CSV tables, parameters, registers, changed at random places.

Whatever they have become, reading them ends with an answer or with an InputError; anything else is a mistake of ours.
"""

from __future__ import annotations

import csv
import random
import re
import shutil
import sqlite3
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from forms import small_form
from where import ROOT

from htxlib.data import dataset
from htxlib.words.errors import InputError
from htxoffice import register
from htxoffice.batch import plan
from htxoffice.intake import importing, report
from htxoffice.register.columns import COLUMNS

KINDS = ("workbook", "archive", "csv", "yaml", "register")

# What may stand in a cell, between the usual and the hostile.
WORDS = (
    "", " ", "683", "-1", "1.481", "1,481", "5,3", "1e308", "1E+999", "-0", "nan", "inf", "0x10", "１２", "١٢", "½", "²", "∞",
    "9" * 40, "0." + "0" * 40 + "1", "trên 75", "9.000-10.000", "683 HTX", "%", "75%", "1 481 tỷ đồng", "#REF!", "#N/A", "TRUE",
    "=1+1", "+84", "-chè", "@x", "'=x", "\u202e683", "e\u0301" * 50, "\u0000", "\ufffe", "𝟔𝟖𝟑", "<b>&amp;", "]]>", "${x}", "{{ so_htx }}",
    "{% for i in x %}", "so_htx", "Tổng số HTX", "yen-bai", "Yên Bái", "15", "lao-cai-2025", "tỷ đồng", "HTX/năm", "đồng/đồng/đồng",
    "/", "năm/năm", "31/5/2023", "2023-05-31", "2023-13", "2023-02-30", "0000", "9999-12-31", "29/2/2023", "tháng 0/2023",
    "1/1/0001", "45077", "2958466", "-1.5", "bình quân năm", "từ-đến", "so với gốc", "≥", ">=", "chính thức", "mô phỏng", "tang_giam",
    "a" * 30_000, "\n", "x\ty", '"', ";", ",", "|", "https://x", "javascript:x", "2020-2025", "2025-2020", "null", "[1, 2]", "{a: 1}",
)  # fmt: skip
_VALUE = re.compile(rb"<(v|t)>[^<]*</\1>")
_TAGS = (b' t="s"', b' t="n"', b' t="e"', b' t="str"', b' t="inlineStr"', b' t="d"', b' t="b"', b"", b' t="x"', b' s="9999"', b' s="-1"')
_PIECES = (
    b"<f>1+1</f>", b'<mergeCell ref="A1:XFD1048576"/>', b'<mergeCell ref="Z9"/>', b'<c r="XFD1048576"><v>1</v></c>', b"<c/>",
    b'<row r="0"><c r="A0"><v>1</v></c></row>', b'<row r="x"/>', b'<col min="1" max="16384" hidden="1"/>', b"<v>1</v>", b"</row>",
    b'<c r="B7"><v/></c>', b'<c r="ZZZZ9"><v>1</v></c>', b"<is><t>chu</t></is>", b"<rPh><t>x</t></rPh>", b"<!-- x -->", b"<![CDATA[x]]>",
)  # fmt: skip


_COOPERATIVE = (
    "1|HTX chè|yen-bai|2023|nông nghiệp|2015-03||đang hoạt động|12|5|1250.5|3000|-100.25|5|1|1|2|có|không|1|80"  # as COLUMNS
)


class Unexpected(AssertionError):
    """Something else than an answer or an InputError came out; the message says of which case."""


def run(seed: int, folder: Path) -> str:
    """One case; returns its kind. Raises Unexpected."""
    kind, chance = KINDS[seed % len(KINDS)], random.Random(seed)
    try:
        _CASES[kind](chance, folder)
    except InputError as error:
        assert error.faults and str(error)
    except Exception as error:
        raise Unexpected(f"case {seed} ({kind}): {type(error).__name__}: {error}") from error
    return kind


def _workbook(chance: random.Random, folder: Path) -> None:
    """The small form: two times in three other things in its cells, else its XML changed anywhere."""
    parts = dict(_parts())
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    inside = chance.random() < 0.67
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        name = chance.choice(sheets if inside else [*sheets * 3, "xl/sharedStrings.xml", *parts])
        parts[name] = (_another_cell if inside else chance.choice(_CHANGES))(chance, parts[name])
    if not inside and chance.random() < 0.1:
        del parts[chance.choice(list(parts))]
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    _import(out.getvalue(), folder)


def _archive(chance: random.Random, folder: Path) -> None:
    """The bytes of a workbook file changed, cut or doubled."""
    content = bytearray(small_form())
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(content))
        action = chance.randrange(4)
        if action == 0:
            content[at] = chance.randrange(256)
        elif action == 1:
            del content[at : at + chance.randrange(1, 400)]
        elif action == 2:
            content[at:at] = content[at // 2 : at // 2 + 50]
        else:  # the directory at the end: sizes, names, methods, flags
            content[-chance.randrange(1, 900)] = chance.randrange(256)
        if not content:
            break
    _import(bytes(content), folder)


def _import(content: bytes, folder: Path) -> None:
    """What was accepted can be read, and brought again changes nothing."""
    path, into = folder / "bieu.xlsx", folder / "du-lieu"
    shutil.rmtree(into, ignore_errors=True)
    path.write_bytes(content)
    (outcome,) = importing.bring([path], into, "2024-01-01")
    assert report.text([outcome]) and report.to_json(outcome) and report.to_html(outcome)
    assert all(fault.found and fault.expected for fault in outcome.faults)
    if outcome.accepted and outcome.changes.added:
        try:
            dataset.read(into)
        except InputError as error:
            raise AssertionError(f"accepted, but cannot be read: {error}") from error
        (again,) = importing.bring([path], into, "2024-01-01")
        assert again.accepted and not again.changes.added and not again.changes.revised, again.changes


def _csv(chance: random.Random, folder: Path) -> None:
    """The published tables, some lines each, with cells, lines and bytes changed."""
    data = folder / "bang"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    for name, lines in _tables().items():
        if chance.random() < 0.1:
            continue
        kept = [lines[0], *chance.sample(lines[1:], min(8, len(lines) - 1))]
        text = "\n".join(_spoiled_line(chance, line) if chance.random() < 0.3 else line for line in kept)
        content = text.encode("utf-8", "surrogatepass")
        (data / name).write_bytes(_spoiled_bytes(chance, content) if chance.random() < 0.3 else content)
    dataset.read(data)


def _spoiled_line(chance: random.Random, line: str) -> str:
    cells = line.split(",")
    cells[chance.randrange(len(cells))] = chance.choice(WORDS)
    return chance.choice((",", ",", ",", ";", "\t")).join(cells)


def _spoiled_bytes(chance: random.Random, content: bytes) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(spoiled) + 1)
        spoiled[at : at + chance.randrange(3)] = chance.choice((b"\x00", b"\xff\xfe", b'"', b"\r", b"\n\n", b",,,,", b"\xc3", b"\xed\xa0\x80"))
    return bytes(spoiled)


def _yaml(chance: random.Random, folder: Path) -> None:
    """A params file with words and lines changed."""
    lines = chance.choice(_params()).splitlines()
    for _ in range(chance.choice((1, 2, 6))):
        at = chance.randrange(len(lines))
        word = chance.choice(WORDS)
        key, colon, rest = lines[at].partition(":")
        lines[at] = chance.choice((
            f"{key}: {word}", f"{word}: {rest}", lines[at] + word, f"  {lines[at]}", f"- {lines[at]}", f"{key}:", f"{key}: &a [*a]",
            f"{key}: !!python/object:os.system {word}", "<<: *a", f"{key}: {'[' * 40}", f'"{key}{colon}', f"{key}: 1_000:59:59.5e3",
        ))  # fmt: skip
    path = folder / "an-pham.yml"
    path.write_bytes(_spoiled_bytes(chance, "\n".join(lines).encode("utf-8", "surrogatepass")) if chance.random() < 0.2 else
                     "\n".join(lines).encode("utf-8", "surrogatepass"))  # fmt: skip
    plan.read(ROOT, [path])


def _register(chance: random.Random, folder: Path) -> None:
    """A register of cooperatives with cells and bytes changed, as a file or in a database, read and added up."""
    names = [column.name for column in COLUMNS]
    usual = dict(zip(names, _COOPERATIVE.split("|"), strict=True))
    rows = [usual | {"ma_htx": str(number % 4), "nam": str(2021 + number // 4)} for number in range(8)]
    for _ in range(chance.choice((1, 1, 2, 5))):
        chance.choice(rows)[chance.choice(names)] = chance.choice((*WORDS, "1\n2", "7\n"))
    if chance.random() < 0.3:
        where = f"sqlite:///{folder / 'danh-ba.db'}"
        (folder / "danh-ba.db").unlink(missing_ok=True)
        base = sqlite3.connect(folder / "danh-ba.db")
        base.execute(f"CREATE TABLE danh_ba ({','.join(names)})")
        cells = [[row[name].encode("utf-8", "replace").decode() or None for name in names] for row in rows]
        base.executemany(f"INSERT INTO danh_ba VALUES ({','.join('?' * len(names))})", cells)
        base.commit()
        base.close()
    else:
        where, text = folder / "danh-ba.csv", StringIO(newline="")
        csv.writer(text).writerows([names, *([row[name] for name in names] for row in rows)])
        content = text.getvalue().encode("utf-8", "surrogatepass")
        where.write_bytes(_spoiled_bytes(chance, content) if chance.random() < 0.3 else content)
    found = register.read(where)
    assert register.totals(found) and register.doubts(found) is not None


_CASES = {"workbook": _workbook, "archive": _archive, "csv": _csv, "yaml": _yaml, "register": _register}


def _xml(chance: random.Random, word: str) -> bytes:
    text = word if chance.random() < 0.1 else word.replace("&", "&amp;").replace("<", "&lt;")
    return text.encode("utf-8", "surrogatepass")


_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)', re.S)
_NUMBERS = (b"0", b"-1", b"683", b"5.3", b"0.1", b"8.1129999999999995", b"1E+20", b"1E-9", b"45077", b"2023", b"5.333333333333333", b"1E+308")
_LEGAL = re.compile("[^\t\n -\ud7ff\ue000-\ufffd]")


def _another_cell(chance: random.Random, part: bytes) -> bytes:
    """A cell with another well-formed content: what a person or a program may have put there."""
    found = list(_CELL.finditer(part))
    if not found:
        return part
    match = chance.choice(found)
    at, style = match[1], match[2] or b""
    word = _LEGAL.sub("", chance.choice(WORDS)).replace("&", "&amp;").replace("<", "&lt;").encode()
    number, opened = chance.choice(_NUMBERS), b'<c r="' + at + b'"' + chance.choice((style, style, b' s="1"'))
    cell = chance.choice((
        opened + b' t="inlineStr"><is><t>' + word + b"</t></is></c>", opened + b' t="inlineStr"><is><t>' + word + b"</t></is></c>",
        opened + b"><v>" + number + b"</v></c>", opened + b"><f>1+1</f><v>" + number + b"</v></c>", opened + b"><f>A1</f></c>",
        opened + b' t="str"><f>A1</f><v>' + word + b"</v></c>", opened + b' t="b"><v>1</v></c>', opened + b' t="e"><v>#REF!</v></c>',
        opened + b' t="d"><v>2023-05-31T00:00:00</v></c>', opened + b"/>",
    ))  # fmt: skip
    return part[: match.start()] + cell + part[match.end() :]


def _another_value(chance: random.Random, part: bytes) -> bytes:
    found = list(_VALUE.finditer(part))
    if not found:
        return part
    match = chance.choice(found)
    tag = match[1]
    return part[: match.start()] + b"<" + tag + b">" + _xml(chance, chance.choice(WORDS)) + b"</" + tag + b">" + part[match.end() :]


def _another_attribute(chance: random.Random, part: bytes) -> bytes:
    found = list(re.finditer(rb' (?:t|s|r|ref|id|name|Target|numFmtId|min|max)="[^"]*"', part))
    if not found:
        return part
    match = chance.choice(found)
    value = match[0].partition(b"=")[0] + b'="' + _xml(chance, chance.choice(WORDS)).replace(b'"', b"") + b'"'
    return part[: match.start()] + chance.choice((*_TAGS, value, value, value)) + part[match.end() :]


def _another_piece(chance: random.Random, part: bytes) -> bytes:
    at = chance.choice([match.end() for match in re.finditer(rb">", part)] or [0])
    return part[:at] + chance.choice(_PIECES) + part[at:]


def _a_doubled_piece(chance: random.Random, part: bytes) -> bytes:
    found = list(re.finditer(rb"<(row|c|si|sheet|mergeCell)\b.*?</\1>", part, re.S))
    if not found:
        return part
    match = chance.choice(found)
    return part[: match.end()] + match[0] * chance.choice((1, 2, 50)) + part[match.end() :]


def _cut(chance: random.Random, part: bytes) -> bytes:
    at = chance.randrange(len(part) + 1)
    return part[:at] + part[at + chance.randrange(1, 200) :]


_CHANGES = (_another_value,) * 6 + (_another_attribute,) * 3 + (_another_piece,) * 2 + (_a_doubled_piece, _cut)


@cache
def _parts() -> tuple[tuple[str, bytes], ...]:
    """The parts of the small form, its texts shared as Excel shares them (openpyxl writes each into its cell)."""
    return shared(parts_of(small_form()))


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shared(parts: dict[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    """The same workbook with one table of texts."""
    texts: list[bytes] = []

    def refer(match: re.Match) -> bytes:
        texts.append(b"<si>" + match[2] + b"</si>")
        return b"<c" + match[1] + b' t="s"><v>' + str(len(texts) - 1).encode() + b"</v></c>"

    inline = re.compile(rb'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', re.S)
    parts = {name: inline.sub(refer, part) if "/worksheets/" in name else part for name, part in parts.items()}
    assert texts
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">'.encode() + b"".join(texts) + b"</sst>"
    types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts[types] = parts[types].replace(b"</Types>", override.encode())
    link = f'<Relationship Id="rTexts" Type="{relation}" Target="sharedStrings.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    return tuple(parts.items())


@cache
def _tables() -> dict[str, list[str]]:
    return {path.name: path.read_text("utf-8").splitlines() for path in sorted((ROOT / "data" / "cong_bo").glob("*.csv"))}


@cache
def _params() -> list[str]:
    return [path.read_text("utf-8") for path in sorted((ROOT / "params").glob("*.yml"))]

"""A finished page read back: which digits are no traced number, what a chart says, what a trace comes to."""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from bs4 import BeautifulSoup

from htxlib.sentences.block import plain
from htxlib.values.figure import mean_growth
from htxlib.values.targets import rounded_up
from htxlib.words.text import number
from htxoffice.publish.page import anchor

NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
# Digits that are no figure: days and periods, numbers of documents, ordinals, and how many of a group's members count.
ALLOWED = re.compile(
    r"""\b\d{1,2}/\d{1,2}/\d{4}\b | \b\d{1,2}/\d{4}\b | \b\d{4}-\d{4}\b   # 31/5/2023, 5/2023, 2020-2025
      | \b\d{1,2}\s+tháng\s+(?:đầu\s+)?năm\s+\d{4} | quý\s+[IV\d]+(?:/\d{4})?  # 8 tháng đầu năm 2023
      | (?:[Nn]ăm|kỳ|hiện|hoạch|với|liệu:|,|và)\s+(?:19|20)\d\d\b(?!-\d|\s*(?:HTX|THT|%|tỷ|triệu|người)) # Thực hiện 2023; 2016, 2017
      | \b\d+/(?:\d{4}/)?[A-ZĐ][A-ZĐ-]+\b | \b\d+-[A-ZĐ]+/[A-ZĐ]+\b         # 461/QĐ-TTg, 20-NQ/TW
      | \b(?:thứ|hạng)\s+\S*\s*trong\s+\d+\s+[^\W\d]+ | \bthứ\s+\d+ | \b[Hh]ạng\s+\d+\b  # thứ 3 trong 14 tỉnh
      | (?:\b\d+|\bở\s)/\d+\s+(?:tỉnh|thành\ phố|địa\ phương)               # ở 4/7 tỉnh, whose 4 may be traced
      | bắt\ đầu\ từ\ 0\b""",
    re.X,
)
# What a chart's caption counts is the chart itself: its rows.
COUNTED = re.compile(r"^(?:Cả \d+|\d+/\d+) chỉ tiêu|\(\d+ ch[^)]*\)|(?:cả \d+|\d+/\d+) đơn vị")
LINK = "main [popovertarget^='cs-']:not(.phu-luc *)"  # of a printed number to its derivation
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def read(page: Path) -> tuple[BeautifulSoup, dict]:
    """The page and its side file."""
    side = json.loads(page.with_name(f"{page.stem}.figures.json").read_text("utf-8"))
    return BeautifulSoup(page.read_text("utf-8"), "html.parser"), side


def untraced(tree: BeautifulSoup, side: dict) -> list[str]:
    """Every line of prose, table or caption with digits that are neither a traced number nor of an allowed kind.

    A place's own passage is traced as a whole: by the link to its source.
    """
    told, of_passages = _names(side), set(map(id, _passages(tree)))
    for away in tree.select("section.phu-luc, nav, svg, .so-muc, td:first-child, " + LINK):
        away.replace_with(" ")
    lines = []
    for block in tree.select("header, main p, main li, main td, main th, main caption, main figcaption, main h2, main h3"):
        text = " ".join(block.get_text(" ").split())
        if id(block) in of_passages or block.find(["p", "li"], recursive=False) and block.name != "header":
            continue
        for name in told:
            text = text.replace(name, "")
        if block.name == "figcaption":
            text = COUNTED.sub("", text)
        if re.search(r"\d", ALLOWED.sub("", text)):
            lines.append(text)
    return lines


def _passages(tree: BeautifulSoup) -> Iterator:
    """The paragraphs and items of passages: back from the link to its source, which stands in the last of them, to what is
    a heading, a table, another passage or has a traced number.
    """
    for link in tree.select("main a.nguon"):
        last = link.find_parent(["p", "li", "td"])
        yield last
        top = last.find_parent(["ul", "ol"]) if last.name == "li" else last
        for row in [*(last.find_previous_siblings("li") if top is not last else ()), *top.find_previous_siblings()]:
            if row.name not in ("p", "ul", "ol", "li") or row.select_one(f"a.nguon, {LINK}"):
                break
            yield row
            yield from row.find_all("li")


def _names(side: dict) -> list[str]:
    """Texts from the data in which digits may stand: labels, titles of sources, names of documents; longest first."""
    names = set()
    for record in side["figures"]:
        names |= {record["label"], record["words"].removeprefix("Theo ").removesuffix(".")}
        names |= {source["title"] for source in record["sources"]}
    names |= {target["document"] for target in side["targets"]}
    names |= {name[:1].upper() + name[1:] for name in names} | {name[:1].lower() + name[1:] for name in names}
    return sorted(filter(None, names), key=len, reverse=True)


def differences(tree: BeautifulSoup, side: dict) -> list[str]:
    """Every linked number that is not what its record prints (or that in another scale of its unit: 3.200 for 3,2)."""
    records, found = {anchor(record["key"]): record for record in side["figures"]}, []
    for link in tree.select(LINK):
        record = records.get(link["popovertarget"].removeprefix("cs-"))
        if record is None:
            found.append(f"{link.text}: no record")
        elif link.data is None:  # "không đổi" has no number
            found += [f"{link.text}: no number"] * (Fraction(record["value"]) != 0)
        elif not _same(link.data, record):
            found.append(f"{link.data['value']} {link.data.text!r}: {record['number']!r} of {record['key']}")
    return found


def _same(data, record: dict) -> bool:
    ends = [Fraction(record[end]) for end in ("value", "upper") if record[end] is not None]
    wanted = "/".join(plain(end, record["decimals"]) for end in ends)
    if data["value"] == wanted:
        return data.text.replace(" ", "").lstrip("+−") == record["number"]
    scale = Fraction(data["value"].partition("/")[0]) / Fraction(wanted.partition("/")[0])
    return scale in (1000, 1_000_000, Fraction(1, 1000), Fraction(1, 1_000_000)) and text_of(data["value"]) == data.text


def text_of(value: str) -> str:
    return number(Fraction(value), len(value.partition(".")[2]))


def chart_differences(tree: BeautifulSoup, side: dict) -> list[str]:
    """Every number in a chart that no figure of the report prints."""
    printed = {found for record in side["figures"] for found in NUMBER.findall(record["printed"])}
    lines = [text.get_text() for text in tree.select("svg text")]
    for name in _names(side):
        lines = [line.replace(name, "") for line in lines]
    dates = r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|\d+ tháng \d{4}|^(?:19|20)\d\d$|năm \d{4}|mức chỉ tiêu \(100%\)|\(\d+ địa phương\)|tính từ 0$"
    found = ((line, NUMBER.findall(re.sub(dates, "", line))) for line in lines)
    return [line for line, numbers in found if not set(numbers) <= printed]


# --- a trace, computed again -----------------------------------------------------------------------------------------


def recomputed(record: dict, records: dict[str, dict]) -> set[str]:
    """What the formula comes to in print: from the exact inputs, and from the printed ones, as two conventions want."""
    inputs = [records[key] for key in record["inputs"]]
    return {_printed(_value(record["formula"], inputs, exact), record) for exact in (True, False)}


def _printed(value: Fraction, record: dict) -> str:
    if record["name"].endswith(".can_them"):  # what is still needed is rounded up
        value = rounded_up(value, record["decimals"])
    return number(abs(value), record["decimals"], pad=record["number"].startswith("0"))


def _value(formula: str, inputs: list[dict], exact: bool) -> Fraction:
    """The value of "100 × 553 / 683"; of a group the formula names the members before their numbers."""
    values, left = {}, list(inputs)

    def name(found: re.Match) -> str:
        given = next((each for each in left if each["number"] == found[0]), None) if exact else None
        if given:
            left.remove(given)
        values[f"x{len(values)}"] = Fraction(given["value"]) if given else _parsed(found[0])
        return f"x{len(values) - 1}"

    bare = re.sub(r"[^\W\d_]+(?:[ -]+[^\W\d_]+)*\s+(?=\d)", "", formula)
    source = NUMBER.sub(name, bare).translate({ord("×"): "*", ord("−"): "-", ord("^"): "**"})
    return _evaluate(ast.parse(source, mode="eval").body, values)


def _parsed(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", "."))


def _evaluate(node: ast.expr, values: dict[str, Fraction]) -> Fraction:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.BinOp(left, ast.Pow(), right):
            return 1 + mean_growth(_evaluate(left, values), int(1 / _evaluate(right, values))) / 100
        case ast.BinOp(left, op, right):
            return OPERATORS[type(op)](_evaluate(left, values), _evaluate(right, values))
    raise ValueError(ast.dump(node))

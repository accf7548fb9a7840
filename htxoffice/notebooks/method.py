"""docs/phuong-phap.md: how every indicator is computed and what every given variable means, from the catalogue."""

from __future__ import annotations

import doctest
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from htxlib.codelists import judgement, variables
from htxlib.codelists.periods import Moment
from htxlib.codelists.variables import STATISTICS, TOPICS, Variable
from htxlib.desk import grammar
from htxlib.indicators import catalogue
from htxlib.indicators.declare import LATER, OPENING, Indicator
from htxlib.words.text import number

PAGE = Path("docs") / "phuong-phap.md"
NAMES = {
    "htx": "Hợp tác xã",
    "tht": "Tổ hợp tác",
    "lhhtx": "Liên hiệp hợp tác xã",
    "quy-tin-dung": "Quỹ tín dụng nhân dân",
    "ket-qua": "Doanh thu, thu nhập, vốn",
    "thanh-vien": "Thành viên, lao động",
    "can-bo": "Cán bộ quản lý",
    "xep-loai": "Xếp loại, hiệu quả",
    "thanh-vien-lien-minh": "Thành viên Liên minh",
    "tuyen-truyen": "Tuyên truyền",
    "dao-tao": "Đào tạo, bồi dưỡng",
    "xuc-tien": "Xúc tiến thương mại, chuỗi giá trị",
    "von": "Hỗ trợ vốn",
    "khoa-hoc": "Khoa học, công nghệ",
    "nong-thon-moi": "Nông thôn mới",
    "thi-dua": "Thi đua, khen thưởng",
    "to-chuc": "Tổ chức",
    STATISTICS: "Điều tra của cơ quan thống kê",
}
KINDS = {
    "số dư": "số tại một ngày; để trống tu_ngay; nhiều nơi thì cộng",
    "phát sinh": "số trong một kỳ; có tu_ngay và den_ngay; nhiều nơi thì cộng",
    "bình quân": "số trung bình; nhiều nơi thì lấy trung bình theo trọng số",
    "tỷ lệ": "phần trăm của một tổng thể; nhiều nơi thì lấy trung bình theo trọng số",
    "nhịp độ": "số tính cho một đơn vị thời gian; nhiều nơi thì lấy trung bình",
}
HEAD = """# Phương pháp tính

Trang này do lệnh `htx method --write` viết ra từ danh mục (`htxlib/indicators/formulas.py`,
`htxlib/codelists/variables.csv`, `judgement.csv`); đừng sửa tay. Mọi phép tính dùng phân số chính xác, chỉ làm tròn khi in
(nửa đơn vị thì làm tròn lên).
"""
COMPARED = """## Phép so sánh có sẵn ở mọi chỉ tiêu

Viết sau tên chỉ tiêu và dấu chấm, ví dụ `{{ so_htx.dau_ky.tang_giam }}`; máy tự tính, không phải khai báo.

| viết | nghĩa |
|---|---|
"""
TARGETS = """## Đánh giá chỉ tiêu, kế hoạch

- **% đạt**: mức thực hiện chia mức chỉ tiêu, nhân 100. Chỉ tiêu là một khoảng (9.200-10.200) thì % đạt là một khoảng,
  và được đánh giá theo mức dưới.
- **Tiến độ** của chỉ tiêu chưa đến hạn và chưa đạt: phần đã đi được của mức tăng đề ra, tức (mức hiện nay − mức đầu
  kỳ) / (mức chỉ tiêu − mức đầu kỳ), so với phần thời gian đã qua của nhiệm kỳ; chỉ tiêu cộng dồn thì từ 0. Cả hai làm
  tròn đến hàng đơn vị của %: lớn hơn là «nhanh hơn tiến độ», bằng là «đúng tiến độ», nhỏ hơn là «chậm tiến độ».
  Chỉ tiêu «trở xuống» thì tính trên mức giảm đề ra. Số của một ngày sớm hơn ngày báo cáo được so với phần thời gian đã
  qua vào chính ngày đó; chỉ tiêu đến hạn trước cuối nhiệm kỳ thì thời gian tính từ đầu nhiệm kỳ đến hạn.
- **Cùng độ dài, cùng ngày**: «bình quân năm» và «lũy kế» chỉ tính từ số phát sinh liền từ đầu nhiệm kỳ (đầu kỳ của chỉ
  tiêu); mới có số của một phần thời gian mà chưa đủ mức thì là «chưa đủ số liệu». «Chưa đạt» chỉ nói của số tại đúng ngày
  đến hạn: số 6 tháng, số ngày 30/6 không nói được kế hoạch cả năm đã lỡ. Chỉ tiêu lũy kế «trở xuống» chỉ «đạt» khi đã
  đến hạn.
- **Một phần của năm**: số phát sinh của một phần năm chỉ được dùng khi bắt đầu cùng kỳ báo cáo hoặc dài ít nhất nửa kỳ, và
  in kèm thời gian của nó; số riêng của một tháng giữa năm không nói thay cả năm. Trong bảng tổng hợp, tỷ lệ so với năm
  trước chỉ có khi hai số cùng ngày trong năm.
- **Số ước lượng**: «khoảng 120» trong 2,5 năm là 46 đến 50 mỗi năm, «gần 120» là dưới 48; kết luận nào không đúng với
  mọi giá trị có thể có thì là «chưa đủ số liệu».
- Số có phần lẻ (5,8 triệu đồng) có thể sai nửa đơn vị của chữ số cuối; nếu vì thế phần đã đi được có thể ở cả hai
  phía của phần thời gian đã qua thì là «chưa rõ tiến độ», không tính là đã đánh giá. Không có số đầu kỳ, hoặc số đầu
  kỳ của một kỳ dài khác (cả năm bên cạnh 6 tháng) thì là «chưa xét được tiến độ».
- **Chỉ tiêu bình quân năm**: báo cáo giữa kỳ lấy số phát sinh từ đầu nhiệm kỳ chia số năm đã qua; báo cáo năm và báo cáo
  của cụm, vùng, cả nước lấy trung bình các năm từ đầu kỳ của chỉ tiêu đến năm báo cáo, thiếu một năm thì không đánh giá.
"""
JUDGED = """## Nhận định đầu báo cáo

Mỗi báo cáo mở đầu bằng không quá ba câu nhận định, lấy từ chính số liệu của báo cáo. Nói gì trước do hai danh mục quyết
định; sửa chúng trong Excel rồi dựng lại báo cáo, không phải sửa sổ tay. Báo cáo ít số thì ít câu, không đủ số thì không có.

- Chỉ so những số so được với nhau: đúng ngày hoặc đúng kỳ, đủ các nơi, như `.so_sanh` vẫn làm.
- Điểm của một chỉ tiêu là trọng số nhân với tỷ số giữa mức đổi và mức đáng nói; qua mốc tròn (1, 2 hoặc 5 và các số 0),
  đổi chiều sau đủ số năm: mỗi việc cộng thêm một lần trọng số. Dưới mức đáng nói mà không có
  việc nào thì không nói. Mốc chỉ nói khi số mới cách mốc không quá một phần năm.
- Số dư từ 100 trở lên mà từ nguồn này sang nguồn khác đổi quá một phần tư thì không nói ở đầu báo cáo: nhiều khả năng là
  hai cách đếm. Thân bài vẫn nêu cả hai số và mức đổi.
- Mặt tốt lên nói trước, mặt xấu đi nói sau, cùng một câu. Số đã nói ở câu trước thì câu sau không nói lại; các thẻ số của
  mục Tóm tắt cũng vậy.
- Nguyên nhân không bao giờ do máy đặt ra: chỉ có trong lời của địa phương.

"""
EXACTNESS = """## Số ước lượng, khoảng giá trị và dấu ≈

- Số ước lượng và khoảng giá trị đi qua mọi phép tính. Tổng của nhiều kỳ, nhiều nơi chỉ chính xác bằng số hạng kém chính
  xác nhất. Hai đầu của một khoảng có cùng số chữ số lẻ; in ra giống nhau thì chỉ in một lần.
- Chưa biết chắc là tăng hay giảm (hai khoảng chồng lên nhau, hoặc có thể không đổi) thì không in tăng, giảm.
- Mức gốc bằng 0 hoặc âm thì chỉ nói tăng, giảm bao nhiêu, không tính % và số lần.
- Chênh lệch cân đối chỉ tính khi phần tăng, giảm bắt đầu ngay sau ngày của số đầu kỳ và kết thúc đúng ngày của số cuối kỳ.
- Đầu vào của một chỉ tiêu lấy từ cùng một nguồn nếu có nguồn nêu đủ, kể cả khi nguồn đó không đứng đầu ở đầu vào nào. Tỷ
  lệ tính ra ngoài khoảng 0-100% thì lấy ngày gần nhất trước đó cho tỷ lệ hợp lý.
- Giữa công thức và kết quả là dấu = khi bấm máy các số đã in được đúng kết quả đã in; là dấu ≈ khi được số làm tròn thành
  kết quả ấy, kèm hàng đã làm tròn nếu tròn đến hàng chục trở lên.
"""
GIVEN = """## Số liệu cho trước

Những số này nhập vào bảng `so_lieu`; máy không tự đặt ra. «Loại» cho biết cách nhập ngày và cách gộp nhiều nơi:
"""


def page() -> str:
    """The whole page as Markdown."""
    indicators = sorted(catalogue.load().values(), key=lambda each: _order(each.topic))
    parts = [HEAD, f"## Chỉ tiêu tính được ({len(indicators)})\n"]
    for topic, found in groupby(indicators, lambda each: each.topic):
        parts.append(f"### {NAMES.get(topic, topic)}\n")
        parts += (_indicator(definition) for each in found for definition in (each, *LATER.get(each.name, ())))
    parts.append(COMPARED + "\n".join(f"| `.{name}` | {words} |" for name, words in grammar.ATTRIBUTES.items()) + "\n")
    parts.append(TARGETS)
    parts.append(JUDGED + _judged())
    parts.append(EXACTNESS)
    parts.append(GIVEN + "\n" + "\n".join(f"- **{kind}**: {words}." for kind, words in KINDS.items()) + "\n")
    given = sorted(variables.load().values(), key=lambda each: _order(each.topic))
    for topic, found in groupby(given, lambda each: each.topic):
        parts += [f"### {NAMES.get(topic, topic)} (số liệu cho trước)\n", _table(found)]
    return "\n".join(parts).rstrip() + "\n"


def _order(topic: str) -> int:
    return TOPICS.index(topic) if topic in TOPICS else len(TOPICS)


def _indicator(each: Indicator) -> str:
    """One indicator: unit, method in words, the formula with its inputs by name, what they are, an example."""
    since = f", cách tính từ ngày {Moment.of(each.since).text}" if each.since else ""
    lines = [f"#### {each.label} (`{each.name}`){since}\n", f"{each.words}\n"]
    lines.append(f"- Công thức: {each.written({name: label(name) for name in each.inputs})}")
    inputs = (f"`{name}`{' (không có thì coi là 0)' if name in each.optional else ''}" for name in each.inputs)
    lines.append(f"- Đầu vào: {', '.join(inputs)}")
    digits = f"in {each.decimals} chữ số thập phân" if each.decimals else "in số nguyên"
    lines.append(f"- Đơn vị tính: {each.unit.text}; {digits}")
    if each.from_printed:
        lines.append("- Tính từ số đã in, như các báo cáo vẫn làm")
    if each.base:
        lines.append(f"- Mẫu số: {label(each.base)}")
    if each.weight and not each.unit.is_count:
        lines.append(f"- Trọng số khi chỉ có sẵn tỷ lệ, bình quân của từng nơi: {label(each.weight)}")
    lines.append(f"- Căn cứ: {each.source}")
    lines += (f"- Ví dụ: {one}" for one in examples(each))
    return "\n".join(lines) + "\n"


def _judged() -> str:
    """The two lists of judgement: which sentence stands first, and how much each indicator matters."""
    lines = ["Loại câu (`htxlib/codelists/judgement_sentences.csv`), câu nặng nhất đứng đầu:\n"]
    lines += ["| loại câu | trọng số | nêu tên nhiều nhất | ghi chú |", "|---|---|---|---|"]
    for each in judgement.sentences().values():
        lines.append(f"| {each.kind} | {_plain(each.weight)} | {each.most} | {each.note} |")
    lines.append("\nChỉ tiêu (`htxlib/codelists/judgement.csv`); ô trống là không nói:\n")
    heads = ("mã", "gọi trong câu", "trọng số", "mức đổi đáng nói, %", "mốc tròn nhỏ nhất", "số năm trước khi đổi chiều")
    lines += ["| " + " | ".join((*heads, "thứ hạng", "ghi chú")) + " |", "|---" * 8 + "|"]
    for each in judgement.weights().values():
        numbers = map(_plain, (each.weight, each.change, each.mark, each.years))
        cells = (f"`{each.indicator}`", each.words, *numbers, "có" if each.is_ranked else "", each.note)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _plain(value: Fraction | int | None) -> str:
    """A number of the list as it is written in print; nothing of an empty cell."""
    if value is None:
        return ""
    value = Fraction(value)
    return number(value, next(d for d in range(7) if d == 6 or (value * 10**d).denominator == 1))


def label(name: str) -> str:
    """What an input is called; an opening value says so."""
    if name.endswith(OPENING):
        return f"{label(name.removesuffix(OPENING))} đầu kỳ"
    declared = catalogue.load().get(name)
    return declared.label if declared else variables.load()[name].label


def examples(each: Indicator) -> Iterator[str]:
    """The examples of the docstring, as code and result."""
    for example in doctest.DocTestParser().get_examples(each.function.__doc__ or ""):
        yield f"`{example.source.strip()}` cho {example.want.strip().removesuffix('.0')} {each.unit.text}"


def _table(found: Iterable[Variable]) -> str:
    lines = ["| mã | tên | đơn vị tính | loại | là một phần của, trọng số | ghi chú |", "|---|---|---|---|---|---|"]
    for each in found:
        belongs = each.part_of and f"phần của `{each.part_of}`" + (f" ({each.group})" if each.group else "")
        rest = "; ".join(filter(None, (belongs, each.weight and f"trọng số `{each.weight}`")))
        cells = (f"`{each.code}`", each.label, each.unit.text, each.kind, rest, each.note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"

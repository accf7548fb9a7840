"""YAML for people: a key written twice or an alias is refused, dates stay text, and every key has its line.

Nobody has looked at these files before us, so what no person writes is refused before anything is made of it: tags,
deep nesting (which ends the C parser's stack, and the process), endless values, characters that cannot be seen.
"""

from __future__ import annotations

import re

import yaml

from htxlib.words.text import hidden

# The C parser when it was built in: a thousand publications are read in the time of a hundred.
_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """A safe loader that leaves 2023-05-31 as it was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in _Base.yaml_implicit_resolvers.items()
}


DEEPEST = 10  # the params files need four levels
LONGEST = 20_000  # characters of a value; so long, too, a cell of a table may be
MOST = 100_000  # values of a file: three thousand places take a tenth of it
_LONG_NUMBER = re.compile(r"[-+]?\d[\w:.]{19,}")  # also 0xff… and 1:1:1:…


class YamlFault(ValueError):
    """What is wrong in the text, and on which line."""

    def __init__(self, message: str, line: int):
        super().__init__(message)
        self.line = line


Lines = dict[tuple, int]  # path of keys and positions → line


def load(text: str) -> tuple[object, Lines]:
    """Return the value and the line of each key.

    >>> load("tham_so:\\n  tu_ngay: 2023-05-31")
    ({'tham_so': {'tu_ngay': '2023-05-31'}}, {('tham_so',): 1, ('tham_so', 'tu_ngay'): 2})
    """
    try:
        _look_over(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines: Lines = {}
        _walk(node, (), lines)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = "".join(text.split("\n")[mark.line : mark.line + 1]) if mark else ""
        tab = "\t" in line[: len(line) - len(line.lstrip())]
        said = "dấu Tab ở đầu dòng, phải là dấu cách" if tab else "dòng không đúng cú pháp: xem dấu :, thụt đầu dòng, ngoặc"
        raise YamlFault(said, mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, YamlFault):
            raise
        raise YamlFault("tệp có chữ không đọc được", 1) from None


def _look_over(text: str) -> None:
    """Refuse what may not even be built."""
    depth = count = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        count += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST or count > MOST:
            raise YamlFault("quá nhiều tầng hoặc quá nhiều giá trị", event.start_mark.line + 1)
        if why := _refusal(event):
            raise YamlFault(why, event.start_mark.line + 1)


def _refusal(event: yaml.Event) -> str:
    """Why a person would not have written this, "" if one may."""
    if getattr(event, "anchor", None):
        return "bí danh (& hoặc *)"
    if getattr(event, "tag", None):
        return f"nhãn kiểu {event.tag}"
    if not isinstance(event, yaml.ScalarEvent):
        return ""
    if len(event.value) > LONGEST:
        return f"giá trị dài quá {LONGEST} ký tự"
    if found := hidden(event.value):
        return f"ký tự không nhìn thấy được (U+{ord(found):04X})"
    if not event.style and _LONG_NUMBER.fullmatch(event.value):
        return f"số quá dài: {event.value[:20]}…"
    return ""


def _walk(node: yaml.Node, path: tuple, lines: Lines) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
                raise YamlFault("khóa không phải là chữ", line)
            if key.value in seen:
                raise YamlFault(f"khóa «{key.value}» viết hai lần", line)
            seen.add(key.value)
            lines[*path, key.value] = line
            _walk(value, (*path, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            lines[*path, position] = value.start_mark.line + 1
            _walk(value, (*path, position), lines)

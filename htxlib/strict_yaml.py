"""YAML for people: a key written twice or an alias is refused, dates stay text, and every key has its line."""

from __future__ import annotations

import yaml

# The C parser when it was built in: a thousand publications are read in the time of a hundred.
_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """A safe loader that leaves 2023-05-31 as it was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in _Base.yaml_implicit_resolvers.items()
}


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
        for event in yaml.parse(text, Loader=_Loader):
            if getattr(event, "anchor", None):
                raise YamlFault("bí danh (& hoặc *)", event.start_mark.line + 1)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines: Lines = {}
        _walk(node, (), lines)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(f"{error.problem or error.context}", mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, YamlFault):
            raise
        raise YamlFault(" ".join(str(error).split()), 1) from None


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

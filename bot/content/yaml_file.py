"""YAML files whose every value remembers the line that it came from.

PyYAML keeps the marks of its nodes but drops them when it builds values, and it lets a repeated key win in silence.
Guidance staff need the line, and a repeated key is nearly always a slip of the hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.content.problems import ContentError, Problem

KeyPath = tuple[str | int, ...]
_Loader = yaml.SafeLoader | yaml.CSafeLoader


@dataclass
class YamlFile:
    """A parsed file: plain values, and where each of them stands.

    Attributes:
        name: The name used in messages, relative to the project.
        data: The parsed value.
        lines: The line of each value, by its path of keys and indexes.
        text: The text as it was read.
    """

    name: str
    data: Any
    text: str
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int:
        """Return the line of a value, or of the nearest value that encloses it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def line_of_text(self, path: KeyPath, needle: str) -> int:
        """Return the line on which a piece of a value stands, for values that run over several lines."""
        start = self.line(path)
        for offset, line in enumerate(self.text.splitlines()[start - 1 :]):
            if needle in line:
                return start + offset
        return start

    def problem(self, path: KeyPath, message: str, mend: str, *, blocking: bool = True, near: str = "") -> Problem:
        """Make a problem that points to a value of this file, or to the text ``near`` inside it."""
        line = self.line_of_text(path, near) if near else self.line(path)
        return Problem(self.name, line, message, mend, blocking)


def read_yaml(path: Path, name: str) -> YamlFile:
    """Read one YAML file.

    Args:
        path: The file.
        name: The name that messages give it.

    Raises:
        ContentError: If it is not UTF-8, not YAML, or repeats a key. All repeated keys are reported at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError(
            [Problem(name, line, "The file has a character that is not UTF-8.", "Save it as UTF-8.")]
        ) from None
    except OSError as error:
        raise ContentError([Problem(name, 1, f"The file cannot be read: {error.strerror}.", "Check it.")]) from None
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> YamlFile:
    """Parse YAML text; see :func:`read_yaml`."""
    try:
        # libyaml is seven times as fast, so that a save is live at once; Python's own parser explains faults better.
        return _parse(yaml.CSafeLoader(text), text, name)
    except ContentError:
        return _parse(yaml.SafeLoader(text), text, name)


def _parse(loader: _Loader, text: str, name: str) -> YamlFile:
    result = YamlFile(name=name, data=None, text=text)
    try:
        node = loader.get_single_node()
        repeated: list[Problem] = []
        if node is not None:
            result.lines[()] = node.start_mark.line + 1
            result.data = _value(loader, node, (), result, repeated)
        if repeated:
            raise ContentError(repeated)
    except yaml.MarkedYAMLError as error:
        raise ContentError([_syntax_problem(error, text, name)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise ContentError([Problem(name, 1, f"The file is not YAML: {error}.", "Take the bad sign out.")]) from None
    finally:
        loader.dispose()
    return result


def _value(loader: _Loader, node: yaml.Node, path: KeyPath, result: YamlFile, repeated: list[Problem]) -> Any:
    result.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise ContentError([_braces_problem(result.name, line)])
            key = loader.construct_object(key_node, deep=True)
            place = (*path, key)
            if key in mapping:
                first = result.lines[place]
                repeated.append(
                    Problem(
                        result.name,
                        line,
                        f"'{key}' stands here a second time (first on line {first}).",
                        "Keep one of the two, or give this one another name.",
                    )
                )
                continue
            result.lines[place] = line
            mapping[key] = _value(loader, value_node, place, result, repeated)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, child, (*path, index), result, repeated) for index, child in enumerate(node.value)]
    try:
        return loader.construct_object(node, deep=True)
    except ValueError as error:
        # The only scalars that can fail to build are dates such as 2026-02-30.
        raise ContentError(
            [
                Problem(
                    result.name,
                    node.start_mark.line + 1,
                    f"'{node.value}' is not a real date ({error}).",
                    "Write a day that exists, like 2027-04-06.",
                )
            ]
        ) from None


def _braces_problem(name: str, line: int) -> Problem:
    return Problem(
        name, line, "YAML reads text that starts with '{' as a list of keys.", "Put the whole text in double quotes."
    )


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    for number in range(min(line, len(lines)), max(0, line - 3), -1):
        if "\t" in lines[number - 1]:
            return Problem(name, number, "The line has a tab, which YAML does not allow.", "Use spaces instead.")
    no_value_here = mark and line <= len(lines) and "mapping values are not allowed" in (error.problem or "")
    if mark and no_value_here and ": " in lines[line - 1][: mark.column]:
        return Problem(
            name,
            line,
            "A ': ' inside plain text makes YAML read it as a key.",
            'Put the whole text in double quotes, like "Acas: flexible working".',
        )
    if no_value_here:
        return Problem(
            name,
            line,
            "The line starts further in than the lines around it.",
            "Give it as many spaces at the start as the line above.",
        )
    detail = " ".join(part for part in (error.context, error.problem) if part)
    return Problem(
        name,
        line,
        f"The file cannot be read as YAML here ({detail}).",
        "Compare the spaces at the start of the line and the quotes with the entry above.",
    )

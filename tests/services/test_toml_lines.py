"""Lines of tables and keys, in every spelling TOML has."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.services.toml_lines import Lines, Path

SPELLINGS = r'''# [[connection]] in a comment
title = "a # [[sink]] in a string"

[[connection]]   # first
name = "pbx1"
"quoted key" = 'x = "y"'
users = { admin = "s3cret", "o'neil" = "}" }

[connection.inner]
deep.er = 1
deep."e r".est = 2

[[connection]]
name = """
[[sink]]
name = "in a text \""" over lines
"""  # second
events = [  # a list
  "one",
  'two',  # with ] in a comment
  { three = 3 },
]
literal = \'\'\'
key = 1\'\'\'
  indented = 1979-05-27T07:32:00Z
last = -1.5e3
[[connection.inner]]
a = 1
[ table . "with dots" ]
x=[[1,2],[3]]
'''.replace("\\'", "'")


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, item in items:
        yield from paths(item, (*path, key))


class Spellings(SynchronousTestCase):
    def setUp(self) -> None:
        tomllib.loads(SPELLINGS)
        self.lines = Lines(SPELLINGS)

    def test_each(self) -> None:
        text = SPELLINGS.splitlines()
        for path, wanted in (
            (("title",), "title ="),
            (("connection", 0), "[[connection]]   # first"),
            (("connection", 0, "name"), 'name = "pbx1"'),
            (("connection", 0, "quoted key"), '"quoted key"'),
            (("connection", 0, "users", "admin"), "users ="),
            (("connection", 0, "users", "o'neil"), "users ="),
            (("connection", 0, "inner"), "[connection.inner]"),
            (("connection", 0, "inner", "deep", "er"), "deep.er"),
            (("connection", 0, "inner", "deep", "e r", "est"), 'deep."e r"'),
            (("connection", 1), "[[connection]]"),
            (("connection", 1, "name"), 'name = """'),
            (("connection", 1, "events", 1), "  'two'"),
            (("connection", 1, "events", 2, "three"), "  { three"),
            (("connection", 1, "literal"), "literal"),
            (("connection", 1, "indented"), "  indented"),
            (("connection", 1, "last"), "last"),
            (("connection", 1, "inner", 0, "a"), "a = 1"),
            (("table", "with dots", "x", 1, 0), "x="),
        ):
            line = text[self.lines.line(path) - 1]
            self.assertTrue(line.startswith(wanted), f"{path}: {line!r}")

    def test_what_is_not_there_is_where_it_should_be(self) -> None:
        self.assertEqual(self.lines.line(("connection", 0, "nothing", "here")), 4)
        self.assertEqual(self.lines.line(("nothing",)), 1)
        self.assertEqual(Lines("").line(("a",)), 1)

    def test_line_ends_of_windows(self) -> None:
        self.assertEqual(Lines('a = """\r\n\r\n"""\r\nb = 1\r\n').line(("b",)), 4)

    def test_every_path_is_found(self) -> None:
        for path in paths(tomllib.loads(SPELLINGS)):
            if path:
                self.assertIn(path, self.lines._found)


KEYS = st.text("ab\"'.# =[é", max_size=4)
VALUES = st.recursive(
    st.integers(0, 9) | st.text("x\"'#[]{}=\n,\\", max_size=6) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(f" {written(item)}\n" for item in value) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{quoted(key)} = {written(item)}" for key, item in value.items())
        return "{" + pairs + "}"
    return str(value)


class AnyDocument(SynchronousTestCase):
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(KEYS, VALUES), unique_by=lambda pair: pair[0], max_size=6))
    def test_every_key_is_on_its_line(self, pairs: list[tuple[str, Any]]) -> None:
        text, starts = "", {}
        for key, value in pairs:
            starts[key] = text.count("\n") + 1
            text += f"{quoted(key)} = {written(value)}\n# comment\n"
        document = tomllib.loads(text)
        lines = Lines(text)
        for key, line in starts.items():
            self.assertEqual(lines.line((key,)), line)
        for path in paths(document):
            if path:
                self.assertIn(path, lines._found)

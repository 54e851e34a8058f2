"""Results of commands as a table, JSON or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

FORMATS = ("table", "json", "csv")


def write(
    out: TextIO, result: Any, form: str, columns: Sequence[str] = (), *, secrets: bool = False
) -> None:
    """Write a result.

    :param result: a record, a list of records, a mapping, or a value. A record has
        ``values(secrets=…)``.
    :param columns: names of fields for a table and CSV; all when empty.
    :param secrets: show them.
    """
    plain = _plain(result, secrets)
    if form == "json":
        json.dump(plain, out, indent=2, ensure_ascii=False)
        out.write("\n")
    elif isinstance(plain, list):
        _write_rows(out, form, [row if isinstance(row, dict) else {"value": row} for row in plain],
                    columns)  # fmt: skip
    elif isinstance(plain, dict) and form == "csv":
        _write_rows(out, form, [plain], columns)
    elif isinstance(plain, dict):
        shown = {name: plain[name] for name in columns if name in plain} if columns else plain
        width = max(map(len, shown), default=0)
        for name, value in shown.items():
            out.write(f"{name:<{width}}  {_cell(value)}".rstrip() + "\n")
    else:
        out.write(f"{_cell(plain)}\n")


def _plain(value: Any, secrets: bool) -> Any:
    if hasattr(value, "attributes"):
        return _plain(value.values(secrets=secrets), secrets)
    if isinstance(value, Mapping):
        return {str(name): _plain(one, secrets) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, secrets) for one in value]
    return str(value) if isinstance(value, str) else value


def _write_rows(
    out: TextIO, form: str, rows: Sequence[Mapping[str, Any]], columns: Iterable[str]
) -> None:
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(cells)
        return
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    for line in [names, *cells]:
        shown = "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True))
        out.write(shown.rstrip() + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    # A terminal must not be told what to do by a handset's name.
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))

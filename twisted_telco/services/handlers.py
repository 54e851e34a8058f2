"""``module:name``: the user's own code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any


def resolve(spec: str) -> Callable[..., Any]:
    """The callable that ``module:name`` names. Modules in the current directory are found too,
    after the installed ones.

    :raises ValueError: one sentence that begins "should" or "names".
    """
    module_name, colon, name = spec.partition(":")
    if not (module_name and colon and name):
        raise ValueError("should look like module:name")
    here = os.getcwd()
    if here not in sys.path and "" not in sys.path:
        sys.path.append(here)
    try:
        found: Any = import_module(module_name)
    except Exception as error:
        raise ValueError(f"names {spec}, which cannot be imported: {in_words(error)}") from None
    for part in name.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        raise ValueError(f"names {spec}, but {module_name} has no callable {name}")
    return found


def in_words(error: BaseException) -> str:
    """An exception in the user's code: class, text and the line it came from."""
    text = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return text
    return f"{text} ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})"

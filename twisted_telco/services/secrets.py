"""Secrets from a file or the environment. What is said about them never shows them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

#: Where the single services look when no option names a place.
DEFAULT_ENV = "TELCO_SECRET"
#: A file that is larger is something else.
_MAX_BYTES = 64 * 1024


def from_file(path: Path) -> str:
    """The content of a file, without the line end that editors leave.

    :raises ValueError: one sentence that begins "names".
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(f"names {path}, which cannot be read: {error.strerror}") from None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ValueError(f"names {path}, which is not text in UTF-8") from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text or len(data) > _MAX_BYTES or "\n" in text:
        raise ValueError(f"names {path}, which should hold the secret in one line")
    return text


def from_environment(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """The value of an environment variable.

    :raises ValueError: one sentence that begins "names".
    """
    text = environ.get(name)
    if not text:
        raise ValueError(f"names the environment variable {name}, which is not set")
    return text

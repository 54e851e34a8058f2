"""SECS-II as JSON: every item an object of one key, its format.

``{"L": [{"U4": 77}, {"A": "LOT-1"}, {"F4": [1.5, 2.5]}, {"B": "01ff"}, {"BOOLEAN": true}]}``

A single number or truth value stands alone, any other count as a list. Binary is hexadecimal.
JSON has no infinity and no NaN: they are the strings ``"Infinity"``, ``"-Infinity"`` and ``"NaN"``.
Bytes of text that are no characters of its encoding stand as surrogates. Localized text carries
its encoding: ``{"W": {"encoding": 2, "text": "..."}}``, or ``"hex"`` where it cannot be read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from twisted_telco.secs.base import Item
from twisted_telco.secs.codec import MAX_DEPTH
from twisted_telco.secs.errors import ItemError
from twisted_telco.secs.items import BOOLEAN, FORMATS, B, L
from twisted_telco.secs.message import Message
from twisted_telco.secs.numbers import Numeric
from twisted_telco.secs.textitems import Text, W

_WORDS = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}


def to_json(what: Any) -> Any:
    """An item or a message as what :mod:`json` writes. None (no body) is None.

    A message is ``{"stream": 6, "function": 11, "wait": true, "item": ...}``.
    """
    if what is None:
        return None
    if not isinstance(what, Item):
        return {
            "stream": what.stream,
            "function": what.function,
            "wait": bool(what.wait),
            "item": to_json(what.item),
        }
    return {what.name: _content(what)}


def _content(item: Any) -> Any:
    if isinstance(item, L):
        return [to_json(element) for element in item.items]
    if isinstance(item, B):
        return item.data.hex()
    if isinstance(item, W):
        text = item.value
        if isinstance(text, str) and W(text, item.encoding) == item:
            return {"encoding": item.encoding, "text": text}
        return {"encoding": item.encoding, "hex": item.content.hex()}
    if isinstance(item, Numeric) and item.typecode in "fd":
        numbers = [number if math.isfinite(number) else _word(number) for number in item.array]
        return numbers[0] if len(numbers) == 1 else numbers
    return item.value


def _word(number: float) -> str:
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def from_json(what: Any) -> Item | Message | None:
    """The reverse of :func:`to_json`.

    :raises ItemError: for anything that it does not write.
    """
    if isinstance(what, Mapping) and "stream" in what:
        try:
            stream, function, wait = what["stream"], what["function"], what.get("wait")
            body = _item(what["item"], 0) if what.get("item") is not None else None
            return Message(stream, function, body, wait)
        except (KeyError, TypeError) as error:
            raise ItemError(f"not a message: {error!r}") from None
    return None if what is None else _item(what, 0)


def _item(what: Any, depth: int) -> Item:
    if not isinstance(what, Mapping) or len(what) != 1:
        raise ItemError(f"an object of one key, a format, expected, not {what!r:.60}")
    ((name, content),) = what.items()
    kind: Any = FORMATS.get(name)
    if kind is None:
        raise ItemError(f"no format {name!r:.60}")
    if depth > MAX_DEPTH:
        raise ItemError(f"lists nested deeper than {MAX_DEPTH}")
    try:
        if kind is L:
            return L(*[_item(element, depth + 1) for element in content])
        if kind is B:
            return B(bytes.fromhex(content))
        if kind is W:
            if "hex" in content:
                return W(bytes.fromhex(content["hex"]), content["encoding"])
            return W(content["text"], content["encoding"])
        if issubclass(kind, Text):
            if not isinstance(content, str):
                raise TypeError(content)
            return kind(content)
        values = content if isinstance(content, list) else [content]
        if kind is not BOOLEAN and kind.typecode in "fd":
            values = [_WORDS[v] if isinstance(v, str) else v for v in values]
        return kind(values)
    except ItemError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise ItemError(f"{name} cannot hold {content!r:.60} ({type(error).__name__})") from None

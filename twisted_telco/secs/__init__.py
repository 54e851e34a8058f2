"""SECS-II (SEMI E5): items, messages, the catalogue of messages, SML and JSON. Pure, no Twisted.

Every message of the catalogue is here by its name: ``secs.S1F13(mdln="m", softrev="1")``.
"""

from __future__ import annotations

import re
from typing import Any

from twisted_telco.secs.base import Item, Leaf
from twisted_telco.secs.codec import MAX_DEPTH, MAX_ITEMS, decode, encode
from twisted_telco.secs.errors import DecodeError, Error, ItemError, SMLError, StructureError
from twisted_telco.secs.functions import Catalogue, Function, catalogue
from twisted_telco.secs.items import BOOLEAN, FORMATS, B, L, item
from twisted_telco.secs.jsonform import from_json, to_json
from twisted_telco.secs.message import Message, is_primary
from twisted_telco.secs.numbers import F4, F8, I1, I2, I4, I8, U1, U2, U4, U8, Numeric
from twisted_telco.secs.sml import format_sml, parse_sml, parse_sml_item, parse_sml_messages
from twisted_telco.secs.structure import DataItem
from twisted_telco.secs.textitems import A, J, Text, W

__all__ = [
    "BOOLEAN",
    "F4",
    "F8",
    "FORMATS",
    "I1",
    "I2",
    "I4",
    "I8",
    "MAX_DEPTH",
    "MAX_ITEMS",
    "U1",
    "U2",
    "U4",
    "U8",
    "A",
    "B",
    "Catalogue",
    "DataItem",
    "DecodeError",
    "Error",
    "Function",
    "Item",
    "ItemError",
    "J",
    "L",
    "Leaf",
    "Message",
    "Numeric",
    "SMLError",
    "StructureError",
    "Text",
    "W",
    "catalogue",
    "decode",
    "define",
    "define_item",
    "encode",
    "format_sml",
    "from_json",
    "is_primary",
    "item",
    "parse_sml",
    "parse_sml_item",
    "parse_sml_messages",
    "read",
    "to_json",
]

define = catalogue.define
define_item = catalogue.define_item
read = catalogue.read


def __getattr__(name: str) -> Any:
    # The named messages are made when first asked for: most programs use a dozen of them.
    if re.fullmatch(r"S\d+F\d+", name):
        try:
            return catalogue[name]
        except (KeyError, ItemError):
            pass
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Fields of message classes: what they read from the wire's text, and what they write. Pure."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from twisted_telco.omm import errors, wire
from twisted_telco.omm.wire import Element


class Field:
    """One field of a class; converts between the wire's text and Python.

    :ivar wire_name: the name on the wire, also the constructor's.
    :ivar annotation: as written in the class.
    """

    is_child = False
    kw_only = False

    def __init__(self, wire_name: str, annotation: str) -> None:
        self.wire_name = wire_name
        self.annotation = annotation

    def __get__(self, element: Element | None, owner: type | None = None) -> Any:
        if element is None:
            return self
        text = element.attributes.get(self.wire_name)
        if text is None:
            text = element.get(self.wire_name)
            if text is None:
                return None
        return self.read(text)

    def __set__(self, element: Element, value: Any) -> None:
        if value is None:
            element.attributes.pop(self.wire_name, None)
        else:
            element.attributes[self.wire_name] = self.write(value)

    def __delete__(self, element: Element) -> None:
        self.__set__(element, None)

    def read(self, text: str) -> Any:
        return text

    def write(self, value: Any) -> str:
        if isinstance(value, str):  # an enumeration's member too
            return value if type(value) in (str, wire.Ciphertext) else str(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(value)
        return str(value)  # numbers are often texts here: telephone numbers, keys

    def wrong(self, value: object) -> errors.InvalidRequest:
        return errors.InvalidRequest(
            f"{self.wire_name}: {type(value).__name__} given, {self.annotation} expected"
        )


class Integer(Field):
    def read(self, text: str) -> int | str:
        try:
            return int(text)
        except ValueError:
            return text

    def write(self, value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str):
            try:
                return str(int(value))
            except ValueError:
                pass
        raise self.wrong(value)


_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


class Boolean(Field):
    def read(self, text: str) -> bool | str:
        return _BOOLEANS.get(text.strip().lower(), text)

    def write(self, value: Any) -> str:
        if isinstance(value, bool) or value in (0, 1):
            return "1" if value else "0"
        if isinstance(value, str) and value.lower() in _BOOLEANS:
            return value
        raise self.wrong(value)


class Integers(Field):
    def read(self, text: str) -> list[int] | str:
        try:
            return [int(number) for number in text.split(",")] if text.strip() else []
        except ValueError:
            return text

    def write(self, value: Any) -> str:
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise self.wrong(value)
        numbers = list(value)
        if not all(type(number) is int for number in numbers):
            raise self.wrong(value)
        return ",".join(map(str, numbers))


class _Named(Field):
    """A field whose type is a class of the vocabulary, looked up when first needed."""

    def __init__(self, wire_name: str, annotation: str, type_name: str, module: str) -> None:
        super().__init__(wire_name, annotation)
        self._type_name = type_name
        self._module = module
        self._type: Any = None

    @property
    def type(self) -> Any:
        if self._type is None:
            home = sys.modules[self._module]
            if not hasattr(home, self._type_name):  # imported for annotations only
                home = sys.modules[self._module.rpartition(".")[0]]
            self._type = getattr(home, self._type_name)
        return self._type


def _member(kind: Any, text: str) -> Any:
    return kind._value2member_map_.get(text, text)


class Choice(_Named):
    def read(self, text: str) -> Any:
        return _member(self.type, text)


class Child(_Named):
    is_child = True
    many = False

    def element_type(self) -> type[Element]:
        return self.type

    def __get__(self, element: Element | None, owner: type | None = None) -> Any:
        if element is None:
            return self
        for tag, child in element.children:
            if tag == self.wire_name:
                return self.value(child)
        return None

    def __set__(self, element: Element, value: Any) -> None:
        self.put(element, [] if value is None else [value])

    def put(self, element: Element, values: list[Any]) -> None:
        made = [(self.wire_name, self.child(value)) for value in values]
        element.children = [pair for pair in element.children if pair[0] != self.wire_name] + made

    def value(self, child: Element) -> Any:
        return child

    def child(self, value: Any) -> Element:
        if isinstance(value, self.element_type()):
            return value
        if isinstance(value, Mapping):
            return self.element_type()(**value)
        raise self.wrong(value)


class Children(Child):
    many = True

    def __get__(self, element: Element | None, owner: type | None = None) -> Any:
        if element is None:
            return self
        return [self.value(child) for tag, child in element.children if tag == self.wire_name]

    def __set__(self, element: Element, value: Any) -> None:
        if value is None:
            value = []
        elif isinstance(value, str | Element | Mapping):
            value = [value]
        self.put(element, list(value))


class Texts(Children):
    def element_type(self) -> type[Element]:
        return Element

    def value(self, child: Element) -> Any:
        return _member(self.type, child.text)

    def child(self, value: Any) -> Element:
        if not isinstance(value, str):
            raise self.wrong(value)
        element = Element()
        element.text = str(value)
        return element


_SIMPLE = {
    "int | None": Integer,
    "bool | None": Boolean,
    "str | None": Field,
    "list[int] | None": Integers,
}


def make_field(wire_name: str, annotation: str, module: str) -> Field:
    """The field that an annotation means.

    :param module: where the class stands; other names are looked up there, then in its package.
    """
    simple = _SIMPLE.get(annotation)
    if simple is not None:
        return simple(wire_name, annotation)
    if annotation.startswith("list["):
        inner = annotation[5:-1]
        kind: type[_Named] = Texts if inner.endswith(" | str") else Children
        return kind(wire_name, annotation, inner.removesuffix(" | str"), module)
    inner = annotation.removesuffix(" | None")
    if inner.endswith(" | str"):
        return Choice(wire_name, annotation, inner.removesuffix(" | str"), module)
    return Child(wire_name, annotation, inner, module)

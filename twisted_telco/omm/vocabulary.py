"""What message classes are made of: typed views of elements. Pure.

A class of :mod:`twisted_telco.omm.messages` is a list of annotated fields::

    class GetPPUser(Request, required=("uid",)):
        uid: int | None = None
        maxRecords: int | None = None

The text that travels is kept in ``attributes`` and read when a field is asked for, so that a
page of users costs no conversion nobody wants, and nothing the OMM adds later is lost. A field
that is absent reads as None; one whose text does not fit its type reads as that text.

Annotations and what they mean on the wire (here ``E`` is an enumeration, ``R`` a record):

==================  =============================================================
``int | None``      decimal attribute
``bool | None``     ``0``, ``1``, ``true``, ``false`` in any case; written ``1``, ``0``
``str | None``      attribute
``E | str | None``  attribute; an unknown value stays text
``list[int]``       attribute, comma separated
``R | None``        child element
``list[R]``         child elements
``list[E | str]``   child elements that carry their value as text
==================  =============================================================
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform

from twisted_telco.omm import errors, wire
from twisted_telco.omm.fields import Child, Field, Texts, make_field
from twisted_telco.omm.wire import Element


@dataclass(frozen=True, slots=True)
class Spec:
    """What is known of a message beside its fields.

    :ivar required: fields the OMM insists on, by their wire names.
    :ivar answer: name of the answer, for requests.
    :ivar event_types: what to subscribe to, for events.
    :ivar permission: what the account needs, where known.
    """

    required: tuple[str, ...] = ()
    answer: str | None = None
    event_types: tuple[str, ...] = ()
    permission: str | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    alias: str | None = None
    kw_only: bool = False


_PLAIN = _Given()


def field(
    *, default: Any = None, alias: str | None = None, kw_only: bool = False, init: bool = True
) -> Any:
    """A field with something unusual about it.

    :param alias: its name on the wire and in the constructor, where the attribute has another,
        because every message has a ``name`` of its own.
    :param init: False where the constructor takes it by its Python name, because a child has
        the other.
    """
    return _Given(alias, kw_only)


def repeated() -> Any:
    """A field that holds a list."""
    return _PLAIN


@dataclass_transform(eq_default=False, field_specifiers=(field,))
class Vocabulary(type):
    """Makes fields of the annotations of a class."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **spec: Any
    ) -> Any:
        fields: dict[str, Field] = {}
        for base in bases:
            fields.update(getattr(base, "fields", {}))
        for attribute, annotation in namespace.get("__annotations__", {}).items():
            if annotation.startswith("ClassVar"):
                continue
            given = namespace.get(attribute)
            if not isinstance(given, _Given):
                given = _PLAIN
            made = make_field(given.alias or attribute, annotation, namespace["__module__"])
            made.kw_only = given.kw_only
            namespace[attribute] = fields[attribute] = made
            wire.know(made.wire_name)
        namespace.setdefault("__slots__", ())
        namespace["fields"] = fields
        namespace["spec"] = Spec(**spec)
        namespace["_attributes"] = {f.wire_name: f for f in fields.values() if not f.is_child}
        namespace["_children"] = {f.wire_name: f for f in fields.values() if f.is_child}
        return super().__new__(mcs, name, bases, namespace)

    def __init__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **spec: Any
    ) -> None:
        super().__init__(name, bases, namespace)

    @property
    def __signature__(cls) -> inspect.Signature:
        """For ``help()`` and the documentation."""
        record: Any = cls
        names = {made: name for name, made in record.fields.items()}
        kinds = {
            False: inspect.Parameter.POSITIONAL_OR_KEYWORD,
            True: inspect.Parameter.KEYWORD_ONLY,
        }
        ordered = sorted(names, key=lambda made: made.kw_only)
        return inspect.Signature(
            [
                inspect.Parameter(
                    made.wire_name if record._known(made.wire_name) is made else names[made],
                    kinds[made.kw_only],
                    default=None,
                    annotation=made.annotation.removesuffix(" | None"),
                )
                for made in ordered
            ]
        )


class Record(Element, metaclass=Vocabulary):
    """A child element: a user, a device, a base station, …

    Positional arguments go to the fields in their order, keywords to the fields of their names.

    :cvar fields: Python name -> field, in the constructor's order.
    :raises twisted_telco.omm.InvalidRequest: for a field that does not exist, or a value that is
        not of its type.
    """

    fields: ClassVar[Mapping[str, Field]]
    spec: ClassVar[Spec]
    _attributes: ClassVar[Mapping[str, Field]]
    _children: ClassVar[Mapping[str, Child]]

    def __init__(self, *values: Any, **named: Any) -> None:
        self.attributes = {}
        self.children = []
        self.text = ""
        if values:
            self._place(values, named)
        for name, value in named.items():
            known = self._known(name)
            if known is None:
                raise errors.InvalidRequest(f"{type(self).__name__} has no field {name!r}")
            known.__set__(self, value)

    def _place(self, values: tuple[Any, ...], named: Mapping[str, Any]) -> None:
        places = [made for made in self.fields.values() if not made.kw_only]
        if len(values) > len(places):
            raise errors.InvalidRequest(
                f"{type(self).__name__} has {len(places)} fields, {len(values)} values given"
            )
        for made, value in zip(places, values, strict=False):
            if made.wire_name in named:
                raise errors.InvalidRequest(f"{made.wire_name} is given twice")
            made.__set__(self, value)

    @classmethod
    def _known(cls, name: str) -> Field | None:
        # A child and an attribute may share a name; the attribute then goes by its Python name.
        return cls._children.get(name) or cls._attributes.get(name) or cls.fields.get(name)

    @classmethod
    def child_class(cls, name: str) -> type[Element]:
        known = cls._children.get(name)
        return Record if known is None else known.element_type()

    def put(self, name: str, value: Any) -> None:
        """Set a field, or an attribute or children that the class does not list.

        :param value: for what is not listed: a text, an integer, a boolean, a record, a mapping
            of attributes, or a list of the last two.
        """
        known = self._known(name)
        if known is not None:
            known.__set__(self, value)
        elif isinstance(value, Element | Mapping | list | tuple):
            several = value if isinstance(value, list | tuple) else [value]
            self.children += [(name, _unlisted_child(name, child)) for child in several]
        elif isinstance(value, bool):
            self.attributes[name] = "1" if value else "0"
        elif value is not None:
            self.attributes[name] = Field(name, "text, number or record").write(value)

    def values(self, *, secrets: bool = True) -> dict[str, Any]:
        """Everything that is set, as Python values by wire name; what is not listed as text.

        :param secrets: False blanks passwords, PINs and keys.
        """
        found: dict[str, Any] = {}
        for name, text in self.attributes.items():
            listed = self._attributes.get(name)
            if text and not secrets and wire.is_secret(name):
                found[name] = wire.MASK
            else:
                found[name] = text if listed is None else listed.read(text)
        for tag, child in self.children:
            known = self._children.get(tag)
            if isinstance(known, Texts):
                value: Any = known.value(child)
            elif isinstance(child, Record) and (child.attributes or child.children):
                value = child.values(secrets=secrets)
            else:
                value = child.text or {}
            if known is None or known.many:
                several = found.setdefault(tag, [])
                if isinstance(several, list):
                    several.append(value)
            else:
                found[tag] = value
        return found


def _unlisted_child(name: str, value: Any) -> Element:
    if isinstance(value, Element):
        return value
    if not isinstance(value, Mapping):
        raise errors.InvalidRequest(f"{name}: {type(value).__name__} given, record expected")
    record = Record()
    for key, text in value.items():
        record.put(key, text)
    return record


class Message(Record):
    """A message of its own: a request, a response or an event.

    :ivar name: the element's name, such as ``"PingResp"``. A *field* of that name is read as
        ``message["name"]`` or ``message.name_``, and given as ``name=``.
    """

    @property
    def name(self) -> str:
        raise NotImplementedError

    def __init_subclass__(cls) -> None:
        if "name" not in vars(cls) and not hasattr(cls, "_name"):
            # A plain attribute, because every message is asked for its name.
            cls.name = cls.__name__  # type: ignore[method-assign, assignment]
            wire.know(cls.__name__)

    def encode(self, seq: int | None = None) -> bytes:
        """The bytes of this message, see :func:`twisted_telco.omm.wire.encode`."""
        return wire.encode(self.name, self, seq)

    def __repr__(self) -> str:
        return f"<{self.name}{self._shown()}>"


class Request(Message):
    """What a client asks."""

    seq: int | None = field(default=None, kw_only=True)


class Response(Message):
    """What the OMM answers.

    :ivar errCode: error code; None means success.
    :ivar info: English text for logs.
    :ivar bad: the attribute or element at fault.
    :ivar maxLen: the longest text allowed, in characters.
    """

    seq: int | None = field(default=None, kw_only=True)
    errCode: str | None = field(default=None, kw_only=True)
    info: str | None = field(default=None, kw_only=True)
    bad: str | None = field(default=None, kw_only=True)
    maxLen: int | None = field(default=None, kw_only=True)

    @property
    def success(self) -> bool:
        """Whether the OMM did what it was asked."""
        return "errCode" not in self

    def raise_on_error(self, request: Any = None) -> None:
        """Raise what ``errCode`` says, if it says something.

        :raises twisted_telco.omm.OMMError: the class named as the code.
        """
        if not self.success:
            raise errors.refusal(self, request)


class Event(Message):
    """What the OMM tells without being asked."""


class Unlisted(Message):
    """A message whose name no class has."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        Message.__init__(self)
        self._name = name

    @property
    def name(self) -> str:
        return self._name


# Each has its __init__, because that of a class of fields is made up from its fields.
class UnlistedRequest(Unlisted, Request):
    """A request that the vocabulary does not list."""

    def __init__(self, name: str) -> None:
        Unlisted.__init__(self, name)


class UnlistedResponse(Unlisted, Response):
    """An answer that the vocabulary does not list."""

    def __init__(self, name: str) -> None:
        Unlisted.__init__(self, name)


class UnlistedEvent(Unlisted, Event):
    """An event that the vocabulary does not list."""

    def __init__(self, name: str) -> None:
        Unlisted.__init__(self, name)


def unlisted(name: str) -> Message:
    """An empty message of a name that no class has, of the kind its name suggests."""
    if name.endswith("Resp"):
        return UnlistedResponse(name)
    if name.startswith("Event"):
        return UnlistedEvent(name)
    return UnlistedRequest(name)


class Strings(enum.StrEnum):
    """Base of the enumerations; members are texts and equal to them."""

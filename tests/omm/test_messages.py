"""The classes and the inventory agree; fields convert; the generated files are as generated."""

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from twisted_telco.omm import errors, generate, messages, wire
from twisted_telco.omm.fields import Boolean, Child, Choice, Field, Integer, Integers, Texts
from twisted_telco.omm.vocabulary import (
    Event,
    Message,
    Record,
    Request,
    Response,
    Strings,
    UnlistedEvent,
    UnlistedRequest,
    UnlistedResponse,
)

INVENTORY = json.loads((generate.HERE / "inventory.json").read_text("utf-8"))
BASES = {"request": Request, "response": Response, "event": Event}


def listed(entry: dict[str, Any]) -> list[dict[str, Any]]:
    names = [attribute["name"] for attribute in entry["attributes"]]
    return [a for a in entry["attributes"] if a.get("wire_name") not in names]


class Agreement(SynchronousTestCase):
    def check_fields(self, cls: type[Record], entry: dict[str, Any]) -> None:
        base = next(b for b in (Request, Response, Event, Record) if issubclass(cls, b))
        expected: list[tuple[str, str, type]] = []
        kinds = {"int": Integer, "uint": Integer, "bool": Boolean, "string": Field}
        kinds["int-list"] = Integers
        for attribute in listed(entry):
            kind, _, of = attribute["type"].partition(":")
            made: type = Choice if of in INVENTORY["enums"] else kinds.get(kind, Field)
            expected.append((attribute.get("wire_name", attribute["name"]), of, made))
        for child in entry["children"]:
            expected.append((child["name"], child["type"].removeprefix("enum:"), Child))
        found = [(f, f.wire_name) for name, f in cls.fields.items() if name not in base.fields]
        self.assertEqual(sorted(n for _, n in found), sorted(n for n, _, _ in expected), cls)
        for name, of, kind in expected:
            field = next(
                f for f, n in found if n == name and isinstance(f, Child) == (kind is Child)
            )
            self.assertIsInstance(field, kind, (cls, name))
            if isinstance(field, Choice | Child):
                self.assertIs(field.type, getattr(messages, generate.class_name(of)))
        many = {c["name"]: c["many"] for c in entry["children"]}
        texts = {c["name"]: bool(c.get("text")) for c in entry["children"]}
        for field, name in found:
            if isinstance(field, Child):
                self.assertEqual((field.many, isinstance(field, Texts)), (many[name], texts[name]))

    def test_messages(self) -> None:
        self.assertEqual(len(INVENTORY["messages"]), 749)
        for name, entry in INVENTORY["messages"].items():
            cls = getattr(messages, name)
            self.assertTrue(issubclass(cls, BASES[entry["direction"]]), name)
            self.assertEqual(cls().name, name)
            self.check_fields(cls, entry)
            required = {a.get("wire_name", a["name"]) for a in listed(entry) if not a["optional"]}
            if entry["direction"] == "request":
                self.assertEqual(set(cls.spec.required), required)
                self.assertEqual(cls.spec.answer, entry["response"])
            self.assertEqual(cls.spec.event_types, tuple(entry.get("event_type", ())))
            self.assertEqual(cls.spec.permission, entry.get("permission"))

    def test_types(self) -> None:
        self.assertEqual(len(INVENTORY["types"]), 59)
        for name, entry in INVENTORY["types"].items():
            cls = getattr(messages, generate.class_name(name))
            self.check_fields(cls, entry)
            encrypted = tuple(a["name"] for a in entry["attributes"] if "encrypted" in a)
            self.assertEqual(cls.encrypted, encrypted)

    def test_enums(self) -> None:
        self.assertEqual(len(INVENTORY["enums"]), 74)
        for name, values in INVENTORY["enums"].items():
            cls = getattr(messages, generate.class_name(name))
            self.assertTrue(issubclass(cls, Strings))
            self.assertEqual([member.value for member in cls], values)
        codes = INVENTORY["enums"]["ResponseCodeType"]
        self.assertEqual(sorted(errors.CODES), sorted(codes))

    def test_nothing_else(self) -> None:
        parts = ("messages", "types", "enums")
        names = {generate.class_name(name) for part in parts for name in INVENTORY[part]}
        self.assertEqual(names | {"blank", "listed"}, set(messages.__all__))
        self.assertEqual(set(messages.listed()), set(INVENTORY["messages"]))
        self.assertTrue(names <= set(dir(messages)))
        self.assertRaises(AttributeError, getattr, messages, "NoSuchThing")

    def test_generated_files_are_as_generated(self) -> None:
        for name, text in generate.Generator(INVENTORY).modules().items():
            self.assertEqual((generate.TARGET / name).read_text("utf-8"), text, name)
            self.assertLess(text.count("\n"), 600, name)

    def test_no_field_may_hide_what_all_messages_have(self) -> None:
        public = {name for name in dir(Response) if not name.startswith("_")}
        self.assertLessEqual(public - {"name"}, generate.RESERVED)

    def test_secret_fields_are_known_as_secret(self) -> None:
        for part in ("messages", "types"):
            for owner, entry in INVENTORY[part].items():
                for attribute in entry["attributes"]:
                    lower = attribute["name"].lower()
                    if attribute["type"] == "string" and (
                        "passw" in lower or lower.endswith(("pw", "pin", "secret", "psk", "uak"))
                    ):
                        self.assertTrue(wire.is_secret(attribute["name"]), (owner, lower))

    def test_import_is_cheap(self) -> None:
        """Best of three in fresh interpreters; the first compiles, as an installer does."""
        code = (
            "import time, twisted.internet.protocol, twisted.internet.defer, twisted.logger\n"
            "import twisted.application.service, twisted.internet.endpoints, twisted.internet.ssl\n"
            f"import sys; sys.path.insert(0, {str(generate.HERE.parent.parent)!r})\n"
            "t = time.process_time(); import twisted_telco.omm\n"
            "print(time.process_time() - t)"
        )
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": os.path.abspath(self.mktemp())}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        times = [
            float(subprocess.check_output([sys.executable, "-c", code], env=environment))
            for _ in range(3)
        ]
        self.assertLess(min(times), 0.1)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    text = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=6)
    if isinstance(field, Texts):
        return st.lists(st.sampled_from(list(field.type)) | text.filter(str.strip), max_size=2)
    if isinstance(field, Child):
        record = records(field.type, 1)
        return st.lists(record, max_size=2) if field.many else st.none() | record
    if isinstance(field, Choice):
        return st.none() | st.sampled_from(list(field.type)) | st.just("NeverHeardOf")
    simple: dict[type, st.SearchStrategy[Any]] = {
        Integer: st.integers(-(2**31), 2**32),
        Boolean: st.booleans(),
        Integers: st.lists(st.integers(-9, 999), max_size=4),
    }
    return st.none() | simple.get(type(field), text)


def records(cls: type[Record], most: int = 5) -> st.SearchStrategy[Record]:
    """Instances with up to ``most`` fields set."""
    names = cls.fields

    @st.composite
    def build(draw: Any) -> Record:
        made = cls()
        chosen = draw(st.lists(st.sampled_from(sorted(names)), unique=True, max_size=most))
        for name in chosen:
            value = draw(value_of(names[name]))
            setattr(made, name, value)
            read = getattr(made, name)
            if value is not None:
                assert read == value, (cls, name, value, read)
        return made

    return build() if names else st.builds(cls)


class RoundTrip(SynchronousTestCase):
    """Every message, whatever its fields."""

    def test_every_message(self) -> None:
        decoder = wire.Decoder(messages.blank, received_from_omm=False)
        names = list(INVENTORY["messages"])

        def check(made: tuple[Record, ...]) -> None:
            for message in made:
                assert isinstance(message, Message)
                (found,) = decoder.feed(message.encode())
                self.assertEqual(found, message)
                self.assertIs(type(found), type(message))
                self.assertEqual(found.values(), message.values())  # type: ignore[union-attr]

        for start in range(0, len(names), 10):  # as many as one example has entropy for
            classes = [getattr(messages, name) for name in names[start : start + 10]]
            several = st.tuples(*(records(cls) for cls in classes))
            settings(max_examples=2, deadline=None, derandomize=True)(given(several)(check))()

    def test_every_field_by_keyword(self) -> None:
        """Each alone, so that none is ever left out."""
        simple: dict[type, Any] = {Integer: 7, Boolean: True, Integers: [1, 2]}
        decoder = wire.Decoder(messages.blank, received_from_omm=False)
        for name in INVENTORY["messages"]:
            cls = getattr(messages, name)
            for python, field in cls.fields.items():
                value = simple.get(type(field), "x")
                if isinstance(field, Texts):
                    value = [next(iter(field.type))]
                elif isinstance(field, Child):
                    value = [field.type()] if field.many else field.type()
                key = field.wire_name if cls._known(field.wire_name) is field else python
                (found,) = decoder.feed(cls(**{key: value}).encode())
                self.assertEqual(getattr(found, python), value, (name, python))


class Fields(SynchronousTestCase):
    def test_booleans(self) -> None:
        for text, value in [("0", False), ("1", True), ("true", True), ("FALSE", False),
                            ("maybe", "maybe")]:  # fmt: skip
            user = messages.PPUserType()
            user.attributes["vip"] = text
            self.assertEqual(user.vip, value)
        user.vip = False
        self.assertEqual(user["vip"], "0")

    def test_a_text_that_does_not_fit_stays(self) -> None:
        user = messages.PPUserType()
        user.attributes.update(uid="abc", relType="Entangled")
        self.assertEqual((user.uid, user.relType), ("abc", "Entangled"))
        user.attributes["relType"] = "Fixed"
        self.assertIs(user.relType, messages.PPRelTypeType.Fixed)
        data = messages.RFPStatDataType()
        data.attributes["counter"] = "1,2,x"
        self.assertEqual(data.counter, "1,2,x")

    def test_wrong_values(self) -> None:
        cases: list[tuple[str, Any]] = [
            ("uid", "x"), ("uid", 1.5), ("uid", True), ("vip", "perhaps"), ("vip", 7),
            ("name", b"x"), ("name", 1.5), ("name", True), ("nosuch", 1),
        ]  # fmt: skip
        for name, value in cases:
            self.assertRaises(errors.InvalidRequest, messages.PPUserType, **{name: value})
        self.assertRaises(errors.InvalidRequest, messages.SetPPUser, user=5)
        self.assertRaises(errors.InvalidRequest, messages.Open, "a", "b", username="c")
        self.assertRaises(errors.InvalidRequest, messages.Limits, 1)
        self.assertRaises(AttributeError, setattr, messages.PPUserType(), "nosuch", 1)

    def test_positional(self) -> None:
        opened = messages.Open("user", "pass")
        self.assertEqual((opened.username, opened.password), ("user", "pass"))

    def test_signature(self) -> None:
        self.assertEqual(
            str(inspect.signature(messages.GetPPUser)),
            "(uid: 'int' = None, maxRecords: 'int' = None, *, seq: 'int' = None)",
        )
        self.assertIn("name: 'str'", str(inspect.signature(messages.SetSystemName)))
        self.assertIn("permission_: 'str'", str(inspect.signature(messages.AccountType)))
        for cls in messages.listed().values():
            inspect.signature(cls)

    def test_numbers_as_texts(self) -> None:
        self.assertEqual(messages.PPUserType(num=4711).num, "4711")  # type: ignore[arg-type]
        self.assertEqual(messages.PPUserType(uid="7")["uid"], "7")  # type: ignore[arg-type]

    def test_name_of_the_message_and_a_field_called_name(self) -> None:
        request = messages.SetSystemName(name="omm1")
        self.assertEqual((request.name, request.name_, request["name"]),
                         ("SetSystemName", "omm1", "omm1"))  # fmt: skip
        self.assertEqual(request.encode(), b'<SetSystemName name="omm1"/>\0')
        request = messages.SetDECTSubscriptionMode(mode="Off", timeout=3)
        self.assertEqual(request.timeout, 3)

    def test_none_removes(self) -> None:
        user = messages.PPUserType(uid=1, name="x")
        user.name = None
        self.assertEqual(user.attributes, {"uid": "1"})
        del user.uid
        self.assertIsNone(user.uid)
        request = messages.SetPPUser(user=user)
        request.user = None
        self.assertEqual(request.children, [])

    def test_children_from_mappings(self) -> None:
        request = messages.SendMessage(msg={"toAddr": "tel:1", "confirmReq": ["ReadYes"]})
        self.assertEqual(request.msg[0].confirmReq, [messages.MessageConfirmType.ReadYes])
        self.assertRaises(errors.InvalidRequest, messages.SendMessage, msg=[{"nosuch": 1}])

    def test_put_takes_what_is_not_listed(self) -> None:
        request = messages.GetPPUser(uid=1)
        request.put("newFlag", True)
        request.put("newNumber", 5)
        request.put("part", [{"a": "b", "c": {"d": 1}}, Record()])
        request.put("nothing", None)
        self.assertEqual(
            request.encode(),
            b'<GetPPUser uid="1" newFlag="1" newNumber="5"><part a="b"><c d="1"/></part><part/>'
            b"</GetPPUser>\0",
        )
        self.assertRaises(errors.InvalidRequest, request.put, "x", 1.5)
        self.assertRaises(errors.InvalidRequest, request.put, "x", [5])

    def test_copy_is_independent(self) -> None:
        request = messages.SetPPUser(user={"uid": 1})
        other = request.copy()
        assert other.user is not None
        other.user.uid = 2
        self.assertEqual(request.user and request.user.uid, 1)
        self.assertEqual(messages.blank("Foo").copy().name, "Foo")

    def test_values(self) -> None:
        answer = messages.SetPPUserResp(user={"uid": 1, "pin": "x", "vip": True}, seq=4)
        self.assertEqual(answer.values(), {"seq": 4, "user": {"uid": 1, "pin": "x", "vip": True}})
        user = answer.values(secrets=False)["user"]
        self.assertEqual(user["pin"], wire.MASK)

    def test_an_attribute_and_a_child_of_one_name(self) -> None:
        account = messages.AccountType(permission=["Video"], permission_="all")  # type: ignore[call-arg]
        self.assertEqual((account.permission, account.permission_), (["Video"], "all"))

    def test_unlisted(self) -> None:
        self.assertIsInstance(messages.blank("FooResp"), UnlistedResponse)
        self.assertIsInstance(messages.blank("EventFoo"), UnlistedEvent)
        self.assertIsInstance(messages.blank("Foo"), UnlistedRequest)
        self.assertNotEqual(messages.blank("Foo"), messages.Ping())


class Refusals(SynchronousTestCase):
    def test_codes(self) -> None:
        for code, cls in errors.CODES.items():
            answer = messages.PingResp(errCode=code)
            self.assertFalse(answer.success)
            self.assertIsInstance(self.assertRaises(errors.OMMError, answer.raise_on_error), cls)

    def test_details(self) -> None:
        answer = messages.SetPPUserResp(errCode="ETooLong", bad="name", maxLen=20, info="no")
        error = self.assertRaises(errors.ETooLong, answer.raise_on_error, "what was asked")
        self.assertEqual((error.code, error.bad, error.max_len, error.info),
                         ("ETooLong", "name", 20, "no"))  # fmt: skip
        self.assertEqual((error.response, error.request), (answer, "what was asked"))
        self.assertEqual(str(error), "ETooLong (name, at most 20 characters): no")

    def test_unknown_code(self) -> None:
        error = self.assertRaises(
            errors.OMMError, messages.PingResp(errCode="EWhatever").raise_on_error
        )
        self.assertEqual((type(error), error.code), (errors.OMMError, "EWhatever"))

    def test_success(self) -> None:
        messages.PingResp().raise_on_error()
        self.assertTrue(messages.PingResp().success)

"""The commands of ``telco omm``: their words, and what they ask the client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from twisted.internet.defer import Deferred, maybeDeferred

from twisted_telco import omm
from twisted_telco.omm import messages

USER = ("uid", "num", "name", "ppn", "relType", "sipAuthId")
DEVICE = ("ppn", "ipei", "uid", "relType", "s", "hwType")
RFP = ("id", "name", "ethAddr", "ipAddr", "hwType", "connected", "syncState")

#: Requests that restart the OMM or replace its data.
DESTRUCTIVE = frozenset(
    {"SystemRestart", "ManualDBRestore", "DBRestoreFromUSB", "SoftwareUpdate", "SetPARK"}
)


class UsageProblem(Exception):
    """The words are wrong; the text is one sentence."""


@dataclass(frozen=True)
class Context:
    """What a command works with.

    :ivar secret: asks for a secret, given a prompt.
    :ivar show: writes a result before the command ends.
    """

    client: omm.Client
    yes: bool
    secret: Callable[[str], str]
    show: Callable[..., None]


@dataclass(frozen=True)
class Command:
    """A command.

    :ivar words: its arguments; one in brackets may be left out, ``…`` at the end repeats.
    :ivar ask: called with the context and the arguments; returns the result or a Deferred.
    :ivar columns: of a table.
    """

    name: str
    words: str
    help: str
    ask: Callable[..., Any]
    columns: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        return f"{self.name} {self.words}".strip()

    def takes(self, count: int) -> bool:
        words = self.words.split()
        needed = sum(not word.startswith("[") for word in words)
        return needed <= count and (count <= len(words) or self.words.endswith(("…", "…]")))

    def run(self, context: Context, arguments: Sequence[str]) -> Deferred[Any]:
        return maybeDeferred(self.ask, context, *arguments)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageProblem(f"{text!r} should be a whole number") from None


def _pairs(words: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals):
            raise UsageProblem(f"{word!r} should look like NAME=VALUE")
        pairs[name] = value
    return pairs


def _request(c: Context, name: str, *words: str) -> Any:
    if name in DESTRUCTIVE and not c.yes:
        raise UsageProblem(f"{name} restarts the OMM or replaces its data; add --yes")
    values: dict[str, Any] = {}
    for key, value in _pairs(words).items():
        # "user.num=1" is an attribute of the child element "user".
        child, dot, attribute = key.partition(".")
        if dot:
            values.setdefault(child, {})[attribute] = value
        else:
            values[key] = value
    return c.client.request(name, values)


async def _events(c: Context, *types: str) -> None:
    stream = c.client.events.stream("*")
    await c.client.subscribe(*types)
    try:
        async for event in stream:
            c.show({"event": event.name, **event.values(secrets=False)})
    finally:
        stream.close()


async def _message(c: Context, to: str, *words: str) -> Any:
    sent = await c.client.send_message(to, " ".join(words))
    return await sent.delivered()


def _write_secret(name: str) -> Callable[..., Any]:
    def ask(c: Context, uid: str, *more: str) -> Any:
        number = _number(uid)
        secret = c.secret(f"{name} of user {uid}: ")
        if more:
            return c.client.set_sip_auth(number, more[0], secret)
        return c.client.set_user(number, **{name: secret})

    return ask


def _mode(c: Context, mode: str | None = None, minutes: str | None = None) -> Any:
    if mode is None:
        return c.client.subscription_mode()
    return c.client.set_subscription_mode(mode, None if minutes is None else _number(minutes))


def _set(c: Context, uid: str, *pairs: str) -> Any:
    values = _pairs(pairs)
    secret = messages.PPUserType.encrypted
    for name in values:
        if name in secret:
            raise UsageProblem(f"{name} is a secret: use set-sip or set-pin")
    return c.client.set_user(_number(uid), **values)


def _done(d: Deferred[Any]) -> Deferred[Any]:
    return d.addCallback(lambda _: "done")


def _key(key: Any) -> dict[str, str]:
    return {"modulus": f"{key.modulus:X}", "exponent": f"{key.exponent:06X}"}


_BOTH = ("uid", "ppn", "relType")

_ALL = [
    Command("ping", "", "ask for the OMM's clock", lambda c: c.client.ping()),
    Command("info", "", "versions, permissions and features", lambda c: c.client.session),
    # Users
    Command("users", "", "all users", lambda c: c.client.users().collect(), USER),
    Command("user", "UID", "a user", lambda c, uid: c.client.get_user(_number(uid))),
    Command("user-by-number", "NUM", "a user",
            lambda c, num: c.client.get_user_by_number(num)),
    Command("create-user", "NUM [NAME]", "a new user",
            lambda c, num, name=None: c.client.create_user(num, name=name)),
    Command("set", "UID NAME=VALUE…", "change fields of a user", _set),
    Command("set-name", "UID NAME", "change a user's name",
            lambda c, uid, name: c.client.set_user_name(_number(uid), name)),
    Command("set-num", "UID NUM", "change a user's number",
            lambda c, uid, num: c.client.set_user_num(_number(uid), num)),
    Command("set-sip", "UID SIPUSER", "set a SIP account; asks for its password",
            _write_secret("sipPw")),
    Command("set-pin", "UID", "set a user's PIN; asks for it", _write_secret("pin")),
    Command("delete-user", "UID", "delete a user",
            lambda c, uid: _done(c.client.delete_user(_number(uid)))),
    # Handsets
    Command("devices", "", "all handsets", lambda c: c.client.devices().collect(), DEVICE),
    Command("device", "PPN", "a handset", lambda c, ppn: c.client.get_device(_number(ppn))),
    Command("device-by-ipei", "IPEI", "a handset",
            lambda c, ipei: c.client.get_device_by_ipei(ipei)),
    Command("device-state", "PPN", "what a handset does",
            lambda c, ppn: c.client.device_state(_number(ppn))),
    Command("delete-device", "PPN", "delete a handset",
            lambda c, ppn: _done(c.client.delete_device(_number(ppn)))),
    # Who uses which handset
    Command("attach", "UID PPN", "let a user use a handset (--sync)",
            lambda c, uid, ppn: c.client.attach(_number(uid), _number(ppn)), _BOTH),
    Command("detach", "UID PPN", "part a user from a handset (--sync)",
            lambda c, uid, ppn: c.client.detach(_number(uid), _number(ppn)), _BOTH),
    Command("detach-user", "UID", "part a user from the handset in use (--sync)",
            lambda c, uid: c.client.detach(uid=_number(uid)), _BOTH),
    Command("detach-device", "PPN", "part a handset from its user (--sync)",
            lambda c, ppn: c.client.detach(ppn=_number(ppn)), _BOTH),
    Command("set-fixed", "UID", "tie a user to the handset in use",
            lambda c, uid: _done(c.client.set_relation(_number(uid), "Fixed"))),
    Command("set-dynamic", "UID", "loosen that",
            lambda c, uid: _done(c.client.set_relation(_number(uid), "Dynamic"))),
    Command("subscription-mode", "[MODE] [MINUTES]", "Off, Configured or Wildcard", _mode),
    # The rest
    Command("rfps", "", "all base stations", lambda c: c.client.rfps().collect(), RFP),
    Command("rfp", "ID", "a base station", lambda c, id: c.client.get_rfp(_number(id))),
    Command("account", "ID", "an account of the OMM",
            lambda c, id: c.client.get_account(_number(id))),
    Command("licence", "", "the licence", lambda c: c.client.licence()),
    Command("limits", "", "how many of what the OMM takes", lambda c: c.client.limits()),
    Command("versions", "", "the messages the OMM knows", lambda c: c.client.versions()),
    Command("alarm-triggers", "", "all alarm triggers",
            lambda c: c.client.alarm_triggers().collect()),
    Command("send-message", "TO TEXT…", "send a text and wait for its delivery",
            lambda c, to, *words: Deferred.fromCoroutine(_message(c, to, *words))),
    Command("public-key", "", "the key for secrets",
            lambda c: c.client.public_key().addCallback(_key)),
    Command("encrypt", "", "encrypt a secret for an attribute; asks for it",
            lambda c: c.client.encrypt(c.secret("Secret: "))),
    Command("events", "TYPE…", "subscribe, and show events until stopped",
            lambda c, *types: Deferred.fromCoroutine(_events(c, *types))),
    Command("request", "NAME [NAME=VALUE…]", "any request; user.num=1 is in a child", _request),
    Command("shell", "", "commands from standard input, until exit", lambda c: None),
]  # fmt: skip

COMMANDS = {command.name: command for command in _ALL}

"""What clients want of rooms: to join, to leave, to publish, to know who is there.

Each wish is answered if that was asked for, and counted if it is refused. The access hook may take
its time: the client that asked is not read meanwhile, so nothing of it overtakes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from twisted.internet.defer import Deferred, maybeDeferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from twisted_telco.nucosmq.errors import InvalidRequest
from twisted_telco.nucosmq.member import Member
from twisted_telco.nucosmq.messages import MAX_ROOM, PRESENCE, Message, is_name
from twisted_telco.nucosmq.presence import HERE, Presence
from twisted_telco.nucosmq.rooms import Rooms
from twisted_telco.nucosmq.wire import encode

PublishPolicy = Literal["members", "open"]
Access = Callable[[Member, str, str], Any]
Distribute = Callable[[Message, bool, Member], "Deferred[None] | None"]

MAX_ROOMS = 1000


class Desk:
    """The rooms of one server, and who may do what in them.

    :param distribute: publishes a message that was allowed.
    :param is_user: says of names that never logged in whether they are uids. Where it fails, or
        says neither True nor False, they are: then nobody reads what is meant for somebody else.
    :ivar rooms: who is where.
    :ivar presence: who is where at all servers.
    :ivar refused: wishes that were not granted.
    """

    log = Logger()

    def __init__(
        self,
        distribute: Distribute,
        *,
        publish_policy: PublishPolicy = "members",
        access: Access | None = None,
        anonymous_rooms: bool = True,
        max_rooms: int = MAX_ROOMS,
        is_user: Callable[[str], bool] | None = None,
    ) -> None:
        if publish_policy not in ("members", "open"):
            raise InvalidRequest(f"no such publish_policy: {publish_policy!r}")
        self.rooms: Rooms[Member] = Rooms(self._is_user)
        self.presence = Presence(self._tell_presence, self.rooms.learn)
        self.refused = 0
        self.publish_policy = publish_policy
        self.access = access
        self.anonymous_rooms = anonymous_rooms
        self.max_rooms = max_rooms
        self._distribute = distribute
        self._known = is_user
        self._watchers: dict[str, dict[Member, None]] = {}

    def _is_user(self, name: str) -> bool:
        """Whether a name that nobody here has is that of a uid elsewhere, or of a known user."""
        if self.presence.is_in(name):
            return True
        if self._known is None:
            return False
        try:
            answer = self._known(name)
            if not isinstance(answer, bool):
                raise InvalidRequest(f"is_uid says {answer!r}, neither True nor False")
        except Exception:
            self.log.failure("is_uid failed: {name!r} counts as a uid", name=name)
            return True
        return answer

    def entered(self, member: Member) -> None:
        """A client is logged in."""
        self.rooms.log_in(member.uid, member)
        self._moved(member)

    def left(self, member: Member) -> None:
        """A client is gone."""
        for room in self.rooms.of(member):
            self._stop_watching(room, member)
        self.rooms.log_out(member.uid, member)
        self._moved(member)

    def _moved(self, member: Member) -> None:
        """A client came, went, or entered or left a room."""
        if not member.uid:
            return  # nobody whom one could name
        connections = self.rooms.uids.get(member.uid)
        rooms = None
        if connections is not None:
            rooms = {room for one in connections for room in self.rooms.of(one)}
        self.presence.put(HERE, member.uid, rooms)

    def publish_requested(self, member: Member, message: Message) -> None:
        room = message.room
        if not self._may_use_rooms(member):
            self._refuse(member, message, "rooms need a login here")
        elif self.publish_policy == "members" and not self.rooms.is_member(room, member):
            self._refuse(member, message, f"not a member of {room!r}")
        elif self.access is None:
            self._publish(member, message, True)
        else:
            self._decide(member, "publish", message, room, Desk._publish)

    def _publish(self, member: Member, message: Message, allowed: bool) -> None:
        if not allowed:
            self._refuse(member, message, f"no access to {message.room!r}")
            return
        wants = message.extra is not None and "id" in message.extra
        try:
            done = self._distribute(message, wants, member)
        except InvalidRequest as error:  # too long, now that it is escaped
            self._refuse(member, message, str(error))
            return
        if done is not None and wants:
            done.addCallbacks(
                lambda _: member.reply(message),
                lambda failure: member.refuse(message, str(failure.value)),
            )

    def join_requested(self, member: Member, message: Message) -> None:
        room = message.content
        joined = self.rooms.of(member)
        if not is_name(room):
            self._refuse(member, message, f"a room's name has 1 to {MAX_ROOM} characters")
        elif not self._may_use_rooms(member):
            self._refuse(member, message, "rooms need a login here")
        elif room == member.uid:
            member.reply(message)
        elif room not in joined and self.rooms.is_uid(room):
            self._refuse(member, message, f"{room!r} is a private room")
        elif room not in joined and len(joined) >= self.max_rooms:
            self._refuse(member, message, f"{self.max_rooms} rooms are the most")
        else:
            self._decide(member, "subscribe", message, room, Desk._join)

    def _join(self, member: Member, message: Message, allowed: bool) -> None:
        room = message.content
        if not allowed:
            self._leave(member, room)  # also who was in it: the client believes that it is not
            self._refuse(member, message, f"no access to {room!r}")
            return
        joined = self.rooms.join(room, member)
        member.reply(message)
        if joined:
            self._moved(member)
        if message.extra is not None and "presence" in message.extra:
            self._watchers.setdefault(room, {})[member] = None

    def leave_requested(self, member: Member, message: Message) -> None:
        if isinstance(message.content, str):
            self._leave(member, message.content)
        member.reply(message)

    def _leave(self, member: Member, room: str) -> None:
        if self.rooms.leave(room, member):
            self._stop_watching(room, member)
            self._moved(member)

    def who_requested(self, member: Member, message: Message) -> None:
        room = message.content
        if not isinstance(room, str) or not self.rooms.is_member(room, member):
            self._refuse(member, message, "not a member of that room")
        else:
            self._decide(member, "who", message, room, Desk._who)

    def _who(self, member: Member, message: Message, allowed: bool) -> None:
        if not allowed:
            self._refuse(member, message, f"no access to {message.content!r}")
            return
        try:
            member.reply(message, self.who(message.content, member))
        except InvalidRequest as error:  # more than a frame can hold
            self._refuse(member, message, str(error))

    def who(self, room: str, member: Member | None = None) -> list[str]:
        """The uids in a room as a member means it, or the server (None)."""
        target = self.rooms.target(room, member)
        if target == "uid":
            return [room] if self.presence.is_in(room) else []
        return self.presence.who(room)

    def join_room(self, room: str, uid: str) -> bool:
        if not is_name(room):
            raise InvalidRequest(f"a room's name has 1 to {MAX_ROOM} characters")
        members = tuple(self.rooms.uids.get(uid, ()))
        if room == uid:
            return bool(members)
        if self.rooms.is_uid(room):
            raise InvalidRequest(f"{room!r} is a private room")
        for member in members:
            if self.rooms.join(room, member):
                self._moved(member)
        return bool(members)

    def _may_use_rooms(self, member: Member) -> bool:
        return bool(member.uid) or self.anonymous_rooms

    def _refuse(self, member: Member, message: Message, reason: str) -> None:
        self.refused += 1
        member.refuse(message, reason)

    def _decide(
        self,
        member: Member,
        action: str,
        message: Message,
        room: str,
        then: Callable[[Desk, Member, Message, bool], None],
    ) -> None:
        """Ask the access hook, if there is one, and go on with ``then``."""
        allowed: Any = True
        if self.access is not None:
            try:
                allowed = self.access(member, action, room)
            except Exception:
                self.log.failure("the access hook failed: refused")
                allowed = False
        if isinstance(allowed, bool):
            then(self, member, message, allowed)
        else:
            decision = _copy(maybeDeferred(lambda: allowed))
            member.when_decided(decision, lambda m, what, yes: then(self, m, what, yes), message)

    def _stop_watching(self, room: str, member: Member) -> None:
        watchers = self._watchers.get(room)
        if watchers is not None:
            watchers.pop(member, None)
            if not watchers:
                del self._watchers[room]

    def _tell_presence(self, room: str, uid: str, joined: bool) -> None:
        watchers = self._watchers.get(room)
        if watchers:
            frame = encode(PRESENCE, {"uid": uid, "joined": joined}, room, {"presence": 1})
            for watcher in tuple(watchers):
                watcher.outbox.send(frame)


def _copy(d: Deferred[Any]) -> Deferred[Any]:
    """Another Deferred of the same result, since a hook may give out one and the same often. A
    failure is taken; to cancel the copy is to cancel both."""
    copy: Deferred[Any] = Deferred(lambda _: d.cancel())

    def pass_on(result: Any) -> Any:
        if not copy.called:
            copy.callback(result)
        return None if isinstance(result, Failure) else result

    d.addBoth(pass_on)
    return copy

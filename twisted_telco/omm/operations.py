"""What people do with an OMM, a method each. Mixed into the client."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco.omm import errors, messages
from twisted_telco.omm.messages import PPDevType, PPUserType
from twisted_telco.omm.messaging import Messaging
from twisted_telco.omm.paging import PAGE, Pages
from twisted_telco.omm.vocabulary import Request

_ENCRYPTED = frozenset(PPUserType.encrypted)
#: Bytes of a file in one PutFile, as public clients send them.
_BLOCK = 500


def _first(child: str) -> Callable[[Any], Any]:
    """Take the one record out of an answer."""

    def take(answer: Any) -> Any:
        found = getattr(answer, child)
        if isinstance(found, list):
            found = found[0] if found else None
        if found is None:
            raise errors.ProtocolError(f"{answer.name} has no {child}")
        return found

    return take


class Operations(Messaging):
    """Users, handsets, base stations and the system.

    Records that come back are views of what the OMM sent; changing one changes nothing there. Write
    what shall change: ``set_user(uid, name="…")``. Every method fails as :meth:`request` does.
    """

    def encrypt(self, secret: str) -> Deferred[str]:
        raise NotImplementedError

    def request(self, what: Any, headers: Any = None, /, **more: Any) -> Deferred[Any]:
        raise NotImplementedError

    def _one(self, request: Request, child: str) -> Deferred[Any]:
        return self.request(request).addCallback(_first(child))

    def _exactly(self, request: Any, child: str, key: str) -> Deferred[Any]:
        """The record with the key asked for. OMMs are said to differ in what they do without one:
        some tell that there is none, some give the next."""

        def check(answer: Any) -> Any:
            record = _first(child)(answer)
            if getattr(record, key) != getattr(request, key):
                raise errors.ENoEnt("ENoEnt", bad=key, request=request, response=answer)
            return record

        return self.request(request).addCallback(check)

    def ping(self) -> Deferred[float]:
        """The OMM's clock, seconds since 1970."""
        asked: Deferred[Any] = self.request(messages.Ping(timeStamp=0))
        return asked.addCallback(lambda answer: answer.timeStamp)

    # -- users
    def get_user(self, uid: int) -> Deferred[PPUserType]:
        """The user with this id; fails with ``ENoEnt``."""
        return self._exactly(messages.GetPPUser(uid=uid, maxRecords=0), "user", "uid")

    def get_user_by_number(self, num: str) -> Deferred[PPUserType]:
        """The user with this telephone number (OMM 7.1 and later); fails with ``ENoEnt``."""
        return self._one(messages.GetPPUserByNumber(num=num), "user")

    def users(
        self,
        where: Callable[[PPUserType], object] | None = None,
        *,
        start: int = 0,
        page: int = PAGE,
    ) -> Pages[PPUserType]:
        """All users in the order of their ids, for ``async for``; or ``.collect()`` them.

        :param where: a filter, applied here.
        :param start: the first id.
        :param page: records per request, 1 to 20.
        """
        return Pages(
            self.request,
            lambda uid, count: messages.GetPPUser(uid=uid, maxRecords=count),
            "user",
            "uid",
            start=start,
            page=page,
            where=where,
        )

    def create_user(self, num: str, **fields: Any) -> Deferred[PPUserType]:
        """A new user; fires with the full record. Secrets among ``fields`` are encrypted."""
        return Deferred.fromCoroutine(
            self._write_user(messages.CreatePPUser, {"num": num, **fields})
        )

    def set_user(self, uid: int, **fields: Any) -> Deferred[PPUserType]:
        """Change what is given and nothing else; fires with the full record.

        :param fields: of :class:`~twisted_telco.omm.messages.PPUserType`. ``pin``, ``sipPw``,
            ``credentialPw`` and ``serviceAuthPassword`` are given in clear and encrypted here.
        """
        return Deferred.fromCoroutine(self._write_user(messages.SetPPUser, {"uid": uid, **fields}))

    async def _write_user(self, kind: Callable[..., Request], fields: dict[str, Any]) -> Any:
        user = PPUserType(**{n: v for n, v in fields.items() if n not in _ENCRYPTED})
        for name in _ENCRYPTED & fields.keys():
            secret = fields[name]
            setattr(user, name, await self.encrypt(secret) if secret else secret)
        return await self._one(kind(user=user), "user")

    def set_user_name(self, uid: int, name: str) -> Deferred[PPUserType]:
        return self.set_user(uid, name=name)

    def set_user_num(self, uid: int, num: str) -> Deferred[PPUserType]:
        return self.set_user(uid, num=num)

    def set_user_pin(self, uid: int, pin: str) -> Deferred[PPUserType]:
        """``pin`` in clear; it travels encrypted."""
        return self.set_user(uid, pin=pin)

    def set_sip_auth(self, uid: int, user: str, password: str) -> Deferred[PPUserType]:
        """The SIP account of a user; ``password`` in clear, it travels encrypted."""
        return self.set_user(uid, sipAuthId=user, sipPw=password)

    def delete_user(self, uid: int) -> Deferred[Any]:
        return self.request(messages.DeletePPUser(uid=uid))

    # -- handsets
    def get_device(self, ppn: int) -> Deferred[PPDevType]:
        """The handset with this id; fails with ``ENoEnt``."""
        return self._exactly(messages.GetPPDev(ppn=ppn, maxRecords=0), "pp", "ppn")

    def get_device_by_ipei(self, ipei: str) -> Deferred[PPDevType]:
        """The handset with this IPEI (OMM 7.1 and later); fails with ``ENoEnt``."""
        return self._one(messages.GetPPDevByIPEI(ipei=ipei), "pp")

    def devices(
        self,
        where: Callable[[PPDevType], object] | None = None,
        *,
        start: int = 0,
        page: int = PAGE,
    ) -> Pages[PPDevType]:
        """All handsets in the order of their ids; the arguments are those of :meth:`users`."""
        return Pages(
            self.request,
            lambda ppn, count: messages.GetPPDev(ppn=ppn, maxRecords=count),
            "pp",
            "ppn",
            start=start,
            page=page,
            where=where,
        )

    def create_device(self, ipei: str, **fields: Any) -> Deferred[PPDevType]:
        """A handset that may subscribe; fires with the full record."""
        record = PPDevType(ipei=ipei, **fields)
        return self._one(messages.CreatePPDev(pp=record), "pp")

    def set_device(self, ppn: int, **fields: Any) -> Deferred[PPDevType]:
        """Change what is given and nothing else; fires with the full record."""
        return self._one(messages.SetPPDev(pp=PPDevType(ppn=ppn, **fields)), "pp")

    def delete_device(self, ppn: int) -> Deferred[Any]:
        return self.request(messages.DeletePPDev(ppn=ppn))

    def device_state(self, ppn: int) -> Deferred[messages.GetPPStateResp]:
        """Whether the handset is on hook, charging, registered, …"""
        return self.request(messages.GetPPState(ppn=ppn))

    def last_action(self, ppn: int) -> Deferred[messages.LastPPActionType]:
        """What the handset did last: ``trType``, ``rfpId``, ``relTime`` (seconds ago)."""
        return self._one(messages.GetLastPPDevAction(ppn=ppn), "pp")

    # -- who uses which handset
    def attach(self, uid: int, ppn: int) -> Deferred[tuple[PPUserType, PPDevType]]:
        """Let a user use a handset; the link must be a ``sync`` one. Fires with both records."""
        return self._set_pp(
            PPUserType(uid=uid, ppn=ppn, relType="Dynamic"),
            PPDevType(ppn=ppn, uid=uid, relType="Dynamic"),
        )

    def detach(
        self, uid: int | None = None, ppn: int | None = None
    ) -> Deferred[tuple[PPUserType, PPDevType]]:
        """Part a user from a handset; the link must be a ``sync`` one. Fires with both records.

        :param uid: the user; found by the handset when left out.
        :param ppn: the handset; found by the user when left out.

        It fails with InvalidRequest when the one given has no other.
        """
        return Deferred.fromCoroutine(self._detach(uid, ppn))

    async def _detach(self, uid: int | None, ppn: int | None) -> tuple[PPUserType, PPDevType]:
        if uid is None and ppn is None:
            raise errors.InvalidRequest("detach needs a user or a handset")
        if uid is None:
            assert ppn is not None
            uid = (await self.get_device(ppn)).uid
        elif ppn is None:
            ppn = (await self.get_user(uid)).ppn
        if not uid or not ppn:
            raise errors.InvalidRequest("these are not attached")
        return await self._set_pp(
            PPUserType(uid=uid, ppn=0, relType="Unbound"),
            PPDevType(ppn=ppn, uid=0, relType="Unbound"),
        )

    def _set_pp(self, user: PPUserType, pp: PPDevType) -> Deferred[tuple[PPUserType, PPDevType]]:
        take_user, take_pp = _first("user"), _first("pp")
        asked = self.request(messages.SetPP(pp=pp, user=user))
        return asked.addCallback(lambda answer: (take_user(answer), take_pp(answer)))

    def set_relation(self, uid: int, relation: str) -> Deferred[Any]:
        """Tie a user to the handset in use (``"Fixed"``) or loosen it (``"Dynamic"``)."""
        return self.request(messages.SetPPUserDevRelation(uid=uid, relType=relation))

    # -- subscribing handsets
    def subscription_mode(self) -> Deferred[str]:
        """``"Off"``, ``"Configured"`` or ``"Wildcard"``."""
        asked = self.request(messages.GetDECTSubscriptionMode())
        return asked.addCallback(lambda answer: answer.mode)

    def set_subscription_mode(self, mode: str, minutes: int | None = None) -> Deferred[str]:
        """Which handsets may subscribe; fires with the mode.

        :param minutes: 1 to 60, with ``"Wildcard"`` only.
        """
        asked = self.request(messages.SetDECTSubscriptionMode(mode=mode, timeout=minutes))
        return asked.addCallback(lambda answer: answer.get("mode") or mode)

    def set_auto_create(self, enable: bool) -> Deferred[Any]:
        """Whether unknown handsets that subscribe get a record of their own."""
        return self.request(messages.SetDevAutoCreate(enable=enable))

    def set_auth_code(self, code: str) -> Deferred[Any]:
        """What is typed on a handset to subscribe it."""
        return self.request(messages.SetDECTAuthCode(ac=code))

    # -- base stations
    def get_rfp(self, id: int) -> Deferred[messages.RFPType]:
        """The base station with this id, with state and details."""
        request = messages.GetRFP(id=id, maxRecords=0, withState=True, withDetails=True)
        return self._exactly(request, "rfp", "id")

    def rfps(
        self,
        where: Callable[[messages.RFPType], object] | None = None,
        *,
        state: bool = True,
        details: bool = True,
        start: int = 0,
        page: int = PAGE,
    ) -> Pages[messages.RFPType]:
        """All base stations in the order of their ids; see :meth:`users`."""
        return Pages(
            self.request,
            lambda id, count: messages.GetRFP(
                id=id, maxRecords=count, withState=state, withDetails=details
            ),
            "rfp",
            "id",
            start=start,
            page=page,
            where=where,
        )

    def rfp_statistics(self, record_set: int = 0) -> Deferred[dict[int, dict[str, int]]]:
        """What the base stations counted: id -> name of the statistic -> number.

        :param record_set: 0: in all, 1: this week, 2: last week.
        """
        return Deferred.fromCoroutine(self._rfp_statistics(record_set))

    async def _rfp_statistics(self, record_set: int) -> dict[int, dict[str, int]]:
        config = await self.request(messages.GetRFPStatisticConfig())
        names = [entry.name or str(entry.elemId) for entry in config.rfpStatName]
        pages: Pages[messages.RFPStatDataType] = Pages(
            self.request,
            lambda id, count: messages.GetRFPStatistic(
                id=id, maxRecords=count, recordSet=record_set
            ),
            "rfpStatData",
            "id",
        )
        found: dict[int, dict[str, int]] = {}
        async for data in pages:
            try:
                counters = [int(number) for number in (data.counter or "").split(",")]
            except ValueError:
                raise errors.ProtocolError("rfpStatData without numbers") from None
            found[data.id or 0] = dict(zip(names, counters, strict=False))
        return found

    # -- the system
    def licence(self) -> Deferred[messages.GetLicenseResp]:
        """Kind, state and violations of the licence, and what it allows."""
        return self.request(messages.GetLicense())

    def limits(self) -> Deferred[dict[str, int]]:
        """How many of what the OMM takes, by name."""
        return self._plain(messages.Limits())

    def versions(self) -> Deferred[dict[str, str]]:
        """The version of each message the OMM knows, by name."""
        return self._plain(messages.GetVersions())

    def _plain(self, request: Request) -> Deferred[dict[str, Any]]:
        def read(answer: Any) -> dict[str, Any]:
            return {name: value for name, value in answer.values().items() if name != "seq"}

        return self.request(request).addCallback(read)

    def system_name(self) -> Deferred[str]:
        return self.request(messages.GetSystemName()).addCallback(lambda answer: answer.name_)

    def standby(self) -> Deferred[messages.GetStbStateResp]:
        """State and address of the standby OMM."""
        return self.request(messages.GetStbState())

    def get_account(self, id: int) -> Deferred[messages.AccountType]:
        """An account of the OMM itself."""
        return self._exactly(messages.GetAccount(id=id), "account", "id")

    def put_file(self, name: str, data: bytes) -> Deferred[None]:
        """Give the OMM a file, block by block.

        :param name: with a colon first, such as ``":license"``.
        """
        return Deferred.fromCoroutine(self._put_file(name, data))

    async def _put_file(self, name: str, data: bytes) -> None:
        for offset in range(0, max(len(data), 1), _BLOCK):
            block = data[offset : offset + _BLOCK]
            last = offset + _BLOCK >= len(data)
            await self.request(
                messages.PutFile(
                    name=name,
                    offset=offset,
                    data=base64.b64encode(block).decode("ascii"),
                    eof=True if last else None,
                )
            )

    # -- alarms
    def alarm_triggers(self) -> Pages[messages.AlarmTriggerType]:
        """All alarm triggers in the order of their ids; see :meth:`users`."""
        return Pages(
            self.request,
            lambda id, count: messages.GetAlarmTrigger(id=id, maxRecords=count),
            "trigger",
            "id",
        )

    def create_alarm_trigger(
        self, trigger_id: str, fac: str | None = None, num: str | None = None, comment: str = ""
    ) -> Deferred[messages.AlarmTriggerType]:
        """A new trigger, raised by dialling ``fac`` or by an application; fires with its record."""
        record = messages.AlarmTriggerType(triggerId=trigger_id, fac=fac, num=num, comment=comment)
        return self._one(messages.CreateAlarmTrigger(trigger=record), "trigger")

    def delete_alarm_trigger(self, id: int) -> Deferred[Any]:
        return self.request(messages.DeleteAlarmTrigger(id=id))

"""The simulated OMM: every request is answered, rules of the real one, faults."""

from __future__ import annotations

from typing import Any

from twisted_telco import omm
from twisted_telco.omm import messages
from twisted_telco.omm.simulator.link import Refusal
from twisted_telco.omm.vocabulary import Request

from .far import FarCase


class Answers(FarCase):
    def test_every_request_is_answered(self) -> None:
        client = self.ready(sync=True)
        for name, cls in messages.listed().items():
            if not issubclass(cls, Request) or name in ("Open", "SystemRestart"):
                continue
            made: Any = cls(**{field: 1 for field in cls.spec.required})
            answer = self.result(client.request(made, check=False))
            self.assertEqual(answer.name, name + "Resp")
        self.assertEqual(client.factory.attempts, 1)
        self.assertEqual(self.flushLoggedErrors(), [])

    def test_what_is_set_is_given_back_and_told(self) -> None:
        client = self.ready()
        seen: list[Any] = []
        client.events.subscribe("EventSystemNameCnf", seen.append)
        self.result(client.subscribe("SystemCnf"))
        self.result(client.request("SetSystemName", {"name": "Haus 1"}))
        self.assertEqual(self.result(client.system_name()), "Haus 1")
        self.assertEqual(seen[0].name_, "Haus 1")

    def test_tables_without_rules(self) -> None:
        client = self.ready()
        made = self.result(client.request(messages.CreateSite(site={"name": "A"})))
        self.assertEqual(made.id, 1)
        self.result(client.request(messages.SetSite(site={"id": 1, "name": "B"})))
        answer = self.result(client.request(messages.GetSite(id=0, maxRecords=20)))
        self.assertEqual(answer.site[0].name, "B")
        for request, code in [
            (messages.CreateSite(site={"id": 1}), "EExist"),
            (messages.CreateSite(), "EMissing"),
            (messages.SetSite(site={"id": 9}), "ENoEnt"),
            (messages.DeleteSite(id=9), "ENoEnt"),
        ]:
            self.assertEqual(self.result(client.request(request, check=False)).errCode, code)
        self.result(client.request(messages.DeleteSite(id=1)))

    def test_base_stations(self) -> None:
        client = self.ready()
        seen: list[Any] = []
        client.events.subscribe("EventRFPCnf", seen.append)
        self.result(client.subscribe("RFPCnf"))
        self.result(client.request(messages.CreateRFP(rfp={"name": "one"})))
        self.result(client.request(messages.SetRFP(rfp={"id": 1, "name": "two"})))
        self.result(client.request(messages.DeleteRFP(id=1)))
        self.assertEqual([(e.rfp.name, e.deleted) for e in seen],
                         [("one", None), ("two", None), (None, True)])  # fmt: skip

    def test_own_answers(self) -> None:
        client = self.ready()
        self.far.answer("Ping", {"timeStamp": 5})
        self.assertEqual(self.result(client.request("Ping")).timeStamp, 5)

        def no(link: Any, request: Any) -> None:
            raise Refusal("EForbidden", info="not today")

        self.far.answer("Ping", no)
        answer = self.result(client.request("Ping", check=False))
        self.assertEqual((answer.errCode, answer.info), ("EForbidden", "not today"))
        self.far.answer("Ping", None)
        self.assertTrue(self.result(client.request("Ping")).success)
        self.far.answer("Brandnew", {"x": "y"})
        self.assertEqual(self.result(client.request("Brandnew"))["x"], "y")

    def test_bad_requests(self) -> None:
        client = self.ready()
        link = self.far.links[0]
        for data, code, bad in [
            (b'<GetPPUser seq="3"/>', "EMissing", "uid"),
            (b'<GetPPUser seq="3" uid="abc"/>', "EInval", "uid"),
            (b'<SetPPUser seq="3"><user uid="x"/></SetPPUser>', "EInval", "uid"),
            (b'<SetPPUser seq="3"><user/></SetPPUser>', "EMissing", "uid"),
            (b'<SetPPUser seq="3"/>', "EMissing", "user"),
            (b'<NoSuchThing seq="3"/>', "EInval", "NoSuchThing"),
            (b"<Subscribe/>", "EInval", "e"),
            (b'<Subscribe><e cmd="On" eventType="x"/></Subscribe>', "EInval", "eventType"),
        ]:
            seen: list[Any] = []
            subscription = client.events.subscribe("*", seen.append)
            link.dataReceived(data + b"\0")
            self.pump()
            subscription.cancel()
            self.assertEqual((seen[0].errCode, seen[0].bad), (code, bad), data)

    def test_malformed_closes(self) -> None:
        client = self.ready()
        self.far.links[0].dataReceived(b"<Ping\0")
        self.pump()
        self.assertEqual(client.state, "waiting")

    def test_restart(self) -> None:
        client = self.ready()
        self.result(client.request("SystemRestart"))
        self.pump()
        self.assertEqual(client.state, "waiting")
        self.pump(1)
        self.assertEqual(client.state, "ready")

    def test_too_many_clients(self) -> None:
        self.far.factory.max_connections = 1
        self.ready()
        d = omm.connect(self.clock, self.far.endpoint(), "omm", "x")
        self.pump()
        self.failureResultOf(d, omm.ConnectionLost)

    def test_alarm_filters(self) -> None:
        client = self.ready()
        seen: list[Any] = []
        client.events.subscribe("EventAlarmTrigger", lambda e: seen.append(e.trigger))
        self.result(client.subscribe("AlarmTrigger", trigger="LOC-*"))
        for trigger in ("LOC-1", "SOS"):
            self.assertEqual(
                self.far.emit("EventAlarmTrigger", trigger=trigger, sendTime=1, fromAddr="tel:1"),
                int(trigger == "LOC-1"),
            )
        self.pump()
        self.assertEqual(seen, ["LOC-1"])

    def test_stop_leaves_nothing(self) -> None:
        client = self.ready()
        self.result(client.set_subscription_mode("Wildcard"))
        self.result(client.close())
        self.far.stopService()
        self.pump()
        self.assertEqual(self.clock.getDelayedCalls(), [])

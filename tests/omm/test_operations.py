"""Users, handsets, base stations, messages, alarms, the system."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred

from twisted_telco import omm
from twisted_telco.omm import errors, messages, messaging
from twisted_telco.omm.paging import Pages

from .far import FarCase


class OperationCase(FarCase):
    def setUp(self) -> None:
        super().setUp()
        self.far.populate(users=45, devices=23, rfps=3)

    def fails(self, d: Deferred[Any], *kinds: type[BaseException]) -> Any:
        self.pump()
        return self.failureResultOf(d, *kinds).value


class Users(OperationCase):
    def test_read(self) -> None:
        client = self.ready()
        self.assertEqual(self.result(client.get_user(5)).name, "User 5")
        self.assertEqual(self.result(client.get_user_by_number("1007")).uid, 7)
        self.fails(client.get_user(99), errors.ENoEnt)
        self.fails(client.get_user_by_number("1"), errors.ENoEnt)

    def test_an_omm_that_gives_the_next_record(self) -> None:
        client = self.ready()
        self.far.answer("GetPPUser", {"user": [{"uid": 7}]})
        self.assertEqual(self.result(client.get_user(7)).uid, 7)
        self.fails(client.get_user(6), errors.ENoEnt)

    def test_create_change_delete(self) -> None:
        client = self.ready()
        user = self.result(client.create_user("7701", name="Zoë", pin="4711"))
        self.assertEqual((user.uid, user.name), (46, "Zoë"))
        self.assertEqual(self.far.secrets[46, "pin"], "4711")
        self.assertNotEqual(user["pin"], "4711")
        self.assertEqual(self.result(client.set_user_name(46, "<&>")).name, "<&>")
        self.assertEqual(self.result(client.set_user_num(46, "7702")).num, "7702")
        self.result(client.set_sip_auth(46, "sip", "gehäim"))
        self.assertEqual(self.far.secrets[46, "sipPw"], "gehäim")
        self.result(client.set_user_pin(46, "0000"))
        self.assertEqual(self.far.secrets[46, "pin"], "0000")
        self.result(client.delete_user(46))
        self.fails(client.delete_user(46), errors.ENoEnt)

    def test_only_what_is_given_is_written(self) -> None:
        client = self.ready()
        self.heard()
        self.result(client.set_user(3, vip=True))
        (request,) = self.heard()
        self.assertEqual(
            request.encode(), b'<SetPPUser seq="2"><user uid="3" vip="1"/></SetPPUser>\0'
        )

    def test_a_record_that_was_read_is_written_without_its_secrets(self) -> None:
        client = self.ready()
        self.result(client.set_sip_auth(3, "u", "secret"))
        user = self.result(client.get_user(3))
        user.name = "changed"
        self.heard()
        self.result(client.request(messages.SetPPUser(user=user)))
        (request,) = self.heard()
        self.assertNotIn(b"sipPw", request.encode())
        self.assertEqual(self.far.secrets[3, "sipPw"], "secret")
        self.assertEqual(self.far.pp_users[3].name, "changed")

    def test_refusals(self) -> None:
        client = self.ready()
        self.assertEqual(self.fails(client.create_user("1001"), errors.EExist).bad, "num")
        error = self.fails(client.set_user_name(1, "x" * 21), errors.ETooLong)
        self.assertEqual((error.bad, error.max_len), ("name", 20))
        error = self.fails(client.request("SetPPUser", user={"uid": 1, "pin": "clear"}))
        self.assertEqual((error.code, error.bad), ("EInval", "pin"))
        self.fails(client.set_user(1, nosuch=1), omm.InvalidRequest)
        self.fails(client.set_user_pin(1, "x" * 200), omm.InvalidRequest)

    def test_read_only_account(self) -> None:
        reader = omm.simulator.Account("r", frozenset({"AllCnfRead"}))
        self.far.accounts["reader"] = reader
        client = self.ready(username="reader", password="r")
        self.result(client.get_user(1))
        self.fails(client.set_user_name(1, "x"), errors.EPerm)
        self.fails(client.send_message("1001", "x"), errors.EPerm)


class Devices(OperationCase):
    def test_read(self) -> None:
        client = self.ready()
        device = self.result(client.get_device(5))
        assert device.ipei is not None
        self.assertEqual(self.result(client.get_device_by_ipei(device.ipei)).ppn, 5)
        self.assertEqual(len(self.result(client.devices(lambda d: d.s == "Yes").collect())), 23)
        self.assertTrue(self.result(client.device_state(5)).onHook)
        self.assertEqual(self.result(client.last_action(5)).trType, "LocReg")
        self.fails(client.device_state(99), errors.ENoEnt)

    def test_write(self) -> None:
        client = self.ready()
        device = self.result(client.create_device("03074 0220259 3"))
        self.assertIs(self.result(client.set_device(24, encrypt=True)).encrypt, True)
        self.fails(client.create_device("03074 0220259 3"), errors.EExist)
        self.result(client.delete_device(24))
        self.assertEqual(device.ppn, 24)
        self.fails(client.delete_device(24), errors.ENoEnt)

    def test_attach_and_detach(self) -> None:
        client = self.ready(sync=True)
        user, device = self.result(client.attach(3, 7))
        self.assertEqual((user.ppn, device.uid, user.relType), (7, 3, "Dynamic"))
        self.result(client.attach(4, 7))
        self.assertEqual(self.far.pp_users[3].ppn, 0)
        self.result(client.set_relation(4, "Fixed"))
        self.assertEqual(self.far.pp_devices[7].relType, "Fixed")
        self.result(client.set_relation(4, "Dynamic"))
        for call in (lambda: client.detach(4, 7), lambda: client.detach(uid=4),
                     lambda: client.detach(ppn=7)):  # fmt: skip
            user, device = self.result(call())
            self.assertEqual((user.ppn, device.uid, user.relType), (0, 0, "Unbound"))
            self.result(client.attach(4, 7))
        self.result(client.detach(4, 7))
        self.fails(client.detach(uid=4), omm.InvalidRequest)
        self.fails(client.detach(), omm.InvalidRequest)
        self.fails(client.set_relation(4, "Fixed"), errors.EForbidden)

    def test_attach_needs_the_sync_role(self) -> None:
        self.fails(self.ready().attach(3, 7), errors.EPerm)

    def test_subscription_mode(self) -> None:
        client = self.ready()
        modes: list[Any] = []
        client.events.subscribe("EventDECTSubscriptionMode", lambda e: modes.append(e.mode))
        self.result(client.subscribe("DECTSubscriptionMode"))
        self.assertEqual(self.result(client.subscription_mode()), "Off")
        self.assertEqual(self.result(client.set_subscription_mode("Wildcard", 5)), "Wildcard")
        self.pump(301)
        self.assertEqual(self.result(client.subscription_mode()), "Configured")
        self.pump(24 * 3600)
        self.assertEqual(modes, ["Wildcard", "Configured", "Off"])
        self.fails(client.set_subscription_mode("Wildcard", 61), errors.EInval)
        self.result(client.set_auto_create(True))
        self.result(client.set_auth_code("1234"))
        self.assertEqual(self.result(client.request("GetDECTAuthCode"))["ac"], "1234")


class Paging(OperationCase):
    def test_iterate(self) -> None:
        client = self.ready()

        async def read() -> list[int | None]:
            return [user.uid async for user in client.users()]

        self.assertEqual(self.result(Deferred.fromCoroutine(read())), list(range(1, 46)))

    def test_reads_one_page_ahead(self) -> None:
        client = self.ready()
        pages = client.users()
        self.heard()
        first = self.result(pages.__anext__())
        self.assertEqual(first.uid, 1)
        self.assertEqual([r.values() for r in self.heard()], [
            {"uid": 0, "maxRecords": 20, "seq": 2}, {"uid": 21, "maxRecords": 20, "seq": 3}
        ])  # fmt: skip
        self.assertEqual(len(self.result(pages.collect())), 44)
        self.assertEqual([r["uid"] for r in self.heard()], ["41", "46"])

    def test_gaps_start_size_and_filter(self) -> None:
        client = self.ready()
        for uid in (2, 3, 40):
            del self.far.pp_users[uid]
        users = self.result(client.users(lambda u: u.uid != 44, start=38, page=3).collect())
        self.assertEqual([u.uid for u in users], [38, 39, 41, 42, 43, 45])
        self.assertRaises(omm.InvalidRequest, client.users, page=21)

    def test_empty(self) -> None:
        self.far.pp_users.clear()
        self.assertEqual(self.result(self.ready().users().collect()), [])

    def test_refused(self) -> None:
        self.far.accounts["omm"] = omm.simulator.Account("x", frozenset())
        self.fails(self.ready().users().collect(), errors.EPerm)

    def test_lost_between_pages(self) -> None:
        client = self.ready()
        pages = client.users()
        self.result(pages.__anext__())
        self.far.stall()
        d = pages.collect()
        self.far.drop()
        self.fails(d, omm.ConnectionLost, omm.NotReady)
        self.fails(Deferred.fromCoroutine(self.next_of(pages)), StopAsyncIteration)

    async def next_of(self, pages: Any) -> Any:
        return await pages.__anext__()

    def test_close(self) -> None:
        client = self.ready()
        pages = client.users()
        self.result(pages.__anext__())
        waiting = client.users()
        d = waiting.__anext__()
        self.assertRaises(omm.InvalidRequest, waiting.__anext__)
        waiting.close()
        self.fails(d, StopAsyncIteration)
        pages.close()
        pages.close()
        self.assertEqual(self.result(pages.collect()), [])

    def test_a_list_without_end(self) -> None:
        client = self.ready()
        self.far.answer("GetPPUser", {"user": [{"uid": 1}]})
        self.fails(client.users().collect(), omm.ProtocolError)

    def test_a_failure_ahead_is_told_when_reached(self) -> None:
        client = self.ready()
        pages: Pages[Any] = client.users()
        self.result(pages.__anext__())
        self.result(client.close())
        rest: list[Any] = []

        async def read() -> None:
            async for user in pages:
                rest.append(user)

        self.fails(Deferred.fromCoroutine(read()), omm.NotReady)
        self.assertEqual(len(rest), 39)


class Others(OperationCase):
    def test_base_stations(self) -> None:
        client = self.ready()
        self.assertEqual(self.result(client.get_rfp(2)).name, "RFP 2")
        rfps = self.result(client.rfps().collect())
        self.assertEqual([rfp.syncState for rfp in rfps], ["Synced"] * 3)
        found = self.result(client.rfp_statistics())
        self.assertEqual(found[2]["BMC connections: lost"], 21)
        self.far.answer("GetRFPStatistic", {"rfpStatData": [{"id": 1, "counter": "x"}]})
        self.fails(client.rfp_statistics(), omm.ProtocolError)

    def test_system(self) -> None:
        client = self.ready()
        self.assertEqual(self.result(client.licence()).violation, ["noViolation"])
        self.assertEqual(self.result(client.limits())["records"], 20)
        self.assertIn("GetPPUser", self.result(client.versions()))
        self.assertEqual(self.result(client.standby()).ommStbState, "None")
        self.assertEqual(self.result(client.get_account(1)).username, "omm")
        self.assertEqual(self.result(client.ping()), 1_700_000_000)

    def test_alarm_triggers(self) -> None:
        client = self.ready()
        trigger = self.result(client.create_alarm_trigger("FIRE", fac="*1", comment="x"))
        self.assertEqual(trigger.id, 1)
        triggers = self.result(client.alarm_triggers().collect())
        self.assertEqual([t.triggerId for t in triggers], ["FIRE"])
        self.result(client.delete_alarm_trigger(1))
        self.assertEqual(self.result(client.alarm_triggers().collect()), [])

    def test_put_file(self) -> None:
        client = self.ready()
        blocks: list[Any] = []
        self.far.answer("PutFile", lambda link, request: blocks.append(request))
        self.result(client.put_file(":license", b"x" * 1100))
        self.assertEqual(
            [(b.offset, b.eof) for b in blocks], [(0, None), (500, None), (1000, True)]
        )
        self.result(client.put_file(":license", b""))
        self.assertEqual((blocks[-1].data, blocks[-1].eof), ("", True))

    def test_an_answer_without_its_record(self) -> None:
        client = self.ready()
        self.far.answer("GetPPUser", {})
        self.fails(client.get_user(1), omm.ProtocolError)


class Messages(OperationCase):
    def test_delivered(self) -> None:
        client = self.ready()
        self.far.progress = ["PagingTimeout", "Delivered"]
        sent = self.result(client.send_message("1003", "Hello <1>", sender="desk"))
        self.assertEqual(self.far.heard[-1].msg[0].content, "Hello <1>")  # type: ignore[attr-defined]
        self.assertEqual(self.result(sent.delivered()).event, "Delivered")
        self.assertEqual(self.result(sent.delivered()).event, "Delivered")
        self.assertEqual([e.event for e in sent.progress], ["PagingTimeout", "Delivered"])

    def test_several_at_once(self) -> None:
        client = self.ready()
        sent = [self.result(client.send_message(f"tel:{1001 + n}", "x")) for n in range(3)]
        self.assertEqual(len({message.id for message in sent}), 3)
        for message in sent:
            self.assertEqual(self.result(message.delivered()).id, message.id)
        self.assertEqual(self.names().count("Subscribe"), 1)

    def test_failed(self) -> None:
        client = self.ready()
        self.far.progress = ["Busy"]
        sent = self.result(client.send_message("ppn:3", "x"))
        error = self.fails(sent.delivered(), omm.DeliveryFailed)
        self.assertEqual(error.code, "Busy")

    def test_nothing_is_heard(self) -> None:
        client = self.ready()
        self.far.progress = ["PagingTimeout"]
        sent = self.result(client.send_message("1003", "x"))
        d = sent.delivered(timeout=30)
        self.pump(31)
        self.failureResultOf(d, omm.RequestTimeout)

    def test_refused(self) -> None:
        client = self.ready()
        self.fails(client.send_message("tel:0", "x"), errors.ENoEnt)
        self.fails(client.send_message("cb:0", "x"), errors.EInval)
        self.assertEqual(len(client.followed or ()), 0)

    def test_the_oldest_is_forgotten(self) -> None:
        client = self.ready()
        self.far.progress = []
        self.patch(messaging, "MOST_FOLLOWED", 2)
        sent = [self.result(client.send_message("1003", "x")) for _ in range(3)]
        self.assertEqual(len(client.followed or ()), 2)
        waiting = sent[0].delivered()
        for message in sent:
            self.far.emit("EventMessageProgress", sendTime=message.send_time, id=message.id,
                          toAddr=message.to, event="Delivered", ppn=3)  # fmt: skip
        self.assertEqual(self.result(waiting).id, sent[0].id)
        self.assertEqual([len(message.progress) for message in sent], [0, 1, 1])
        self.assertEqual(len(client.followed or ()), 0)

    def test_confirmed(self) -> None:
        client = self.ready()
        sent = self.result(client.send_message("1003", "x", confirm=["ReadYes", "ReadNo"]))
        d = sent.confirmed()
        # Schemes are written in any case.
        self.far.emit("EventMessageConfirmation", sendTime=sent.send_time, id=sent.id, confTime=1,
                      toAddr="Tel:1003", fromAddr="x", confirmation="ReadYes", ppn=3)  # fmt: skip
        self.assertEqual(self.result(d).confirmation, "ReadYes")


class Tables(OperationCase):
    def test_follows(self) -> None:
        self.follow(self.ready())

    def test_follows_on_a_sync_link(self) -> None:
        self.follow(self.ready(sync=True))

    def follow(self, client: omm.Client) -> None:
        table = omm.Table(client)
        changes: list[Any] = []
        self.assertIs(self.result(table.start()), table)
        forget = table.on_change(lambda kind, key, record: changes.append((kind, key)))
        self.assertEqual((len(table.users), len(table.devices)), (45, 23))
        other = self.ready(sync=True)
        self.result(other.set_user_name(3, "New"))
        self.result(other.create_user("9000"))
        self.result(other.delete_user(46))
        self.result(other.attach(4, 5))
        self.assertEqual((table.users[3].name, table.users[3].num), ("New", "1003"))
        self.assertNotIn(46, table.users)
        self.assertEqual((table.users[4].ppn, table.devices[5].uid), (5, 4))
        self.result(other.detach(4, 5))
        self.result(other.delete_device(20))
        self.assertNotIn(20, table.devices)
        self.assertEqual(changes[:3], [("user", 3), ("user", 46), ("user", 46)])
        forget()
        count = len(changes)
        self.result(other.set_user_name(3, "unheard"))
        self.assertEqual(len(changes), count)
        table.stop()
        table.stop()
        self.pump()
        self.assertFalse(any(link.wishes.get("PPUserCnf") for link in self.far.links))

    def test_read_again_after_a_loss(self) -> None:
        client = self.ready()
        table = omm.Table(client)
        self.result(table.start())
        self.far.drop()
        self.pump()
        self.assertFalse(table.current)
        self.far.pp_users[3].name = "meanwhile"
        del self.far.pp_users[4]
        self.pump(1)
        self.assertTrue(table.current)
        self.assertEqual(table.users[3].name, "meanwhile")
        self.assertNotIn(4, table.users)

    def test_started_before_the_client(self) -> None:
        client = self.client()
        table = omm.Table(client)
        d = table.start()
        client.startService()
        self.assertEqual(len(self.result(d).users), 45)

    def test_changes_while_reading(self) -> None:
        client = self.ready()
        table = omm.Table(client)
        d = table.start()
        for _ in range(4):
            self.clock.advance(0)  # the first page is under way
        for uid in (1, 45):
            self.far.pp_users[uid].name = "changed"
            event = messages.EventPPUserCnf(user={"uid": uid, "name": "changed"})
            self.far.notify("PPUserCnf", event, uid=uid)
        self.result(d)
        self.assertEqual([table.users[uid].name for uid in (1, 45)], ["changed", "changed"])

    def test_refused(self) -> None:
        self.far.accounts["omm"] = omm.simulator.Account("x", frozenset())
        table = omm.Table(self.ready())
        self.fails(table.start(), errors.EPerm)
        self.assertEqual(len(self.flushLoggedErrors(errors.EPerm)), 1)

    def test_a_failing_handler(self) -> None:
        client = self.ready()
        table = omm.Table(client)
        self.result(table.start())
        table.on_change(lambda *_: 1 / 0)
        self.result(client.set_user_name(1, "x"))
        self.assertEqual(table.users[1].name, "x")
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_own_subscriptions_are_left(self) -> None:
        client = self.ready()
        self.result(client.subscribe("PPUserCnf"))
        table = omm.Table(client)
        self.result(table.start())
        table.stop()
        self.pump()
        self.assertEqual(set(filter(self.far.links[0].wishes.get, self.far.links[0].wishes)),
                         {"PPUserCnf"})  # fmt: skip

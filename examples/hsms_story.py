"""First steps with HSMS, errors included, on ports of the loopback.

Run it: ``python examples/hsms_story.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twisted.internet.defer import ensureDeferred
from twisted.internet.task import react

from twisted_telco import hsms, secs

Say = Callable[[str], Any]


# begin delegate
class Delegate:
    """Any subset of these four will do."""

    def __init__(self, name: str, say: Say) -> None:
        self.name = name
        self.say = say

    def on_connection_established(self, connection: Any) -> None:
        self.say(f"{self.name}: established, {connection.link_state.value}")

    def on_connection_packet_received(self, connection: Any, packet: hsms.Message) -> None:
        self.say(f"{self.name}: {packet.name}")

    def on_connection_before_closed(self, connection: Any) -> None:
        self.say(f"{self.name}: before closed")

    def on_connection_closed(self, connection: Any) -> None:
        self.say(f"{self.name}: closed, {connection.reason}")


# end delegate


async def passive_and_active(reactor: Any, say: Say) -> None:
    # begin passive
    passive = hsms.PassiveConnection(
        reactor,
        "tcp:0:interface=127.0.0.1",  # a port of the system's choice
        "127.0.0.1",  # the only address that is let in
        session_id=0,
        delegate=Delegate("passive", say),
    )
    await passive.enable()
    # end passive
    port = passive.server.port.getHost().port
    # begin active
    active = hsms.ActiveConnection(
        reactor, f"127.0.0.1:{port}", session_id=0, delegate=Delegate("active", say)
    )
    await active.enable()
    await active.when_ready()
    await passive.when_ready()
    # end active
    # begin packet
    packet = await active.linktest()
    say(f"{packet.session_id} {packet.ptype} {packet.stype} {packet.data!r}")  # 65535 0 6 b''
    # end packet
    # begin close
    separated = passive.events.wait_for("Separate.req", timeout=5)
    await active.disable()
    await separated
    await passive.disable()
    # end close


async def bare_transport(reactor: Any, say: Say) -> None:
    passive = hsms.PassiveConnection(reactor, "tcp:0:interface=127.0.0.1")
    await passive.enable()
    port = passive.server.port.getHost().port
    # begin bare
    bare = hsms.ActiveConnection(reactor, f"127.0.0.1:{port}", auto_select=False)
    await bare.enable()
    await bare.when_ready()  # connected; nothing has been sent
    answer = bare.events.wait_for("Select.rsp", timeout=5)
    await bare.send(hsms.control(hsms.SType.SELECT_REQ, session_id=0xFFFF, system=1))
    say(f"status {(await answer).function}")  # status 0
    # end bare
    await bare.disable()
    await passive.disable()


async def many_peers(reactor: Any, say: Say) -> None:
    # begin multi
    server = hsms.PassiveServer(reactor, "tcp:0:interface=127.0.0.1")
    etch = server.create_connection("127.0.0.1", session_id=1, delegate=Delegate("etch", say))
    litho = server.create_connection("127.0.0.1", session_id=2, delegate=Delegate("litho", say))
    etch.enable()
    litho.enable()
    await server.start()
    # end multi
    # begin not told apart
    try:
        server.create_connection("127.0.0.1", session_id=2)
    except hsms.InvalidRequest as error:
        say(str(error))  # 127.0.0.1 with session id 2 is … already
    # end not told apart
    port = server.port.getHost().port
    # begin two
    for session_id in (2, 1):
        tool = await hsms.connect(reactor, f"127.0.0.1:{port}", session_id=session_id)
        try:
            await tool.request("S1F1")  # the first data message says who it is
        except hsms.ErrorReported as error:
            say(str(error))  # <S1F1>: S9F3: unrecognised stream
        separated = (etch if session_id == 1 else litho).events.wait_for("Separate.req", timeout=5)
        await tool.close()
        await separated
    # end two
    # begin server stop
    await server.stop()
    # end server stop


async def manager(reactor: Any, say: Say) -> None:
    equipment = hsms.simulator.Equipment(reactor, "tcp:0:interface=127.0.0.1")
    port = (await equipment.listen()).getHost().port
    # begin manager
    manager = hsms.ConnectionManager(reactor)
    handler = manager.add_peer("etch1", "127.0.0.1", port, active=True, session_id=0)
    await handler.enable()
    await handler.when_ready()
    say(f"{handler}")  # <hsms.SECSHandler etch1 SELECTED>
    await handler.linktest()
    reply = await manager["etch1"].request(secs.S1F1())
    say(f"{secs.read(reply).fields}")  # {'mdln': 'SIMULATOR', 'softrev': '1.0'}
    # end manager
    # begin outcomes
    handler.connection.timers.t3 = 0.1  # seconds; holds from the next request
    equipment.on(2, 25, "S2F0.")
    equipment.on(2, 41, lambda message: hsms.NO_REPLY)
    for what in ("S2F25 W <B 0x01>.", "S2F99 W.", "S2F41 W <L [2] <A 'START'> <L>>."):
        try:
            await handler.request(what)
        except (hsms.Aborted, hsms.ErrorReported, hsms.RequestTimeout) as error:
            say(f"{type(error).__name__}: {error}")
    # end outcomes
    # begin loss
    unanswered = handler.request("S2F41 W <L [2] <A 'STOP'> <L>>.", timeout=30)
    equipment.drop()
    try:
        await unanswered
    except hsms.ConnectionLost as error:
        say(f"{type(error).__name__}, {error.request.name}")  # at once, not after T3
    # end loss
    # begin stop
    await handler.disable()
    await manager.stop()
    # end stop
    try:
        await handler.request("S1F1")
    except hsms.NotReady as error:
        say(str(error))
    await equipment.stopService()


def messages(say: Say) -> None:
    # begin items
    item = secs.L(secs.U4(1), "text", secs.F4(1.5, -2.25), [True, b"\x01"])
    say(f"{item.value}")  # [1, 'text', [1.5, -2.25], [True, b'\x01']]
    data = secs.encode(item)
    say(f"{data.hex()}")
    say(f"{secs.decode(data) == item}")  # True
    # end items
    # begin sml
    say(secs.format_sml(secs.S2F41(rcmd="START", parameters=[("LOT", "A1")])))
    try:
        secs.parse_sml("S1F3 W\n<L <U1 300>>.")
    except secs.SMLError as error:
        say(str(error))
    # end sml
    # begin checked
    try:
        secs.S2F33(dataid=1, reports=[{"rptid": 1000, "vid": [1, 2.5]}])
    except secs.ItemError as error:
        say(str(error))
    # end checked
    # begin own
    catalogue = secs.Catalogue()
    catalogue.define_item("RECIPE", "A U4", 40)
    S64F1 = catalogue.define("S64F1", "{DATAID, steps:[{RECIPE, [V..]}..]}", title="Run Recipes")
    say(f"{S64F1(dataid=1, steps=[('etch', [1.5])]).fields}")
    # end own


async def story(reactor: Any, say: Say = print) -> None:
    messages(say)
    await passive_and_active(reactor, say)
    await bare_transport(reactor, say)
    await many_peers(reactor, say)
    await manager(reactor, say)


if __name__ == "__main__":
    react(lambda reactor: ensureDeferred(story(reactor)))

"""secsgem on either side of an HSMS link: ``equipment passive PORT``, ``host active PORT``, …

Lines on standard input: ``ask SxFy [python value]``, ``drop`` (cut the TCP connection), ``end``.
"""

import ast
import os
import sys
import threading
import time

import report
import secsgem.common
import secsgem.gem
import secsgem.hsms
import secsgem.secs

kind, mode, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
settings = secsgem.hsms.HsmsSettings(
    address="127.0.0.1",
    port=port,
    connect_mode=secsgem.hsms.HsmsConnectMode[mode.upper()],
    device_type=secsgem.common.DeviceType[kind.upper()],
    session_id=int(sys.argv[4]) if len(sys.argv) > 4 else 0,
)
settings.timeouts.t3 = 5
settings.timeouts.t5 = 1

variables = secsgem.secs.variables
if kind == "equipment":
    handler = secsgem.gem.GemEquipmentHandler(settings)
    handler.status_variables[10] = secsgem.gem.StatusVariable(10, "level", "mm", variables.U4)
    handler.status_variables[10].value = 123
    handler.collection_events[50] = secsgem.gem.CollectionEvent(50, "done", [10])
else:
    handler = secsgem.gem.GemHostHandler(settings)


def event_received(handler, message):
    """S6F11, acknowledged."""
    function = handler.settings.streams_functions.decode(message)
    report.say(got="S6F11", value=function.get(), system=message.header.system)
    return handler.stream_function(6, 12)(0)


def recipe_received(handler, message):
    function = handler.settings.streams_functions.decode(message)
    report.say(got="S7F3", length=len(function.get()["PPBODY"]))
    return handler.stream_function(7, 4)(0)


handler.register_stream_function(6, 11, event_received)
handler.register_stream_function(7, 3, recipe_received)
for name in ("connected", "communicating", "disconnected"):
    getattr(handler.protocol.events, name).register(lambda data, name=name: report.say(event=name))
handler.enable()
report.say(enabled=True)

for line in sys.stdin:
    word, _, rest = line.strip().partition(" ")
    if word == "ask":
        name, _, value = rest.partition(" ")
        stream, function = name[1:].split("F")
        cls = handler.stream_function(int(stream), int(function))
        asked = cls(ast.literal_eval(value)) if value else cls()
        began = time.monotonic()
        reply = handler.send_and_waitfor_response(asked)
        report.say(
            reply=None if reply is None else f"S{reply.header.stream}F{reply.header.function}",
            value=None
            if reply is None or not reply.data or reply.header.function == 0
            else handler.settings.streams_functions.decode(reply).get(),
            seconds=round(time.monotonic() - began, 2),
        )
    elif word == "linktest":
        answer = handler.protocol.send_linktest_req()
        report.say(linktest=answer is not None)
    elif word == "event":
        handler.trigger_collection_events([int(rest)])
        report.say(triggered=True)
    elif word == "drop":
        handler.protocol._connection._sock.close()
    elif word == "end":
        break
# Its threads do not always end by themselves.
threading.Thread(target=handler.disable, daemon=True).start()
time.sleep(0.5)
report.say(ended=True)
os._exit(0)

"""The connection states of HSMS (SEMI E37) as a table.

Pure: an input gives the next state and what is to be done. In HSMS-GS each session has a state of
its own; the inputs that concern the link concern all of them.
"""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Of a connection, or of one session of it."""

    NOT_CONNECTED = "NOT CONNECTED"
    NOT_SELECTED = "NOT SELECTED"
    SELECTED = "SELECTED"


class Input(Enum):
    """What happens."""

    CONNECTED = "the transport is up"
    LOST = "the transport is gone"
    SELECT_REQ = "Select.req received"
    SELECTED = "our Select.req was accepted"
    DESELECT_REQ = "Deselect.req received"
    DESELECTED = "our Deselect.req was accepted"
    SEPARATE_REQ = "Separate.req received"
    DATA = "a data message received"
    T7 = "T7 expired"


class Action(Enum):
    """What is to be done about it."""

    NOTHING = "nothing"
    START_T7 = "start T7"
    ACCEPT = "answer with status 0, stop T7"
    REFUSE = "answer that it is so already"
    RELEASE = "answer with status 0, start T7"
    STOP_T7 = "stop T7"
    DELIVER = "deliver"
    REJECT = "Reject, reason 4"
    CLOSE = "close"


_NC, _NS, _S = State.NOT_CONNECTED, State.NOT_SELECTED, State.SELECTED

TABLE: dict[tuple[State, Input], tuple[State, Action]] = {
    (_NC, Input.CONNECTED): (_NS, Action.START_T7),
    (_NS, Input.SELECT_REQ): (_S, Action.ACCEPT),
    (_NS, Input.SELECTED): (_S, Action.STOP_T7),
    (_NS, Input.DESELECT_REQ): (_NS, Action.REFUSE),
    (_NS, Input.DESELECTED): (_NS, Action.NOTHING),
    (_NS, Input.SEPARATE_REQ): (_NS, Action.CLOSE),
    (_NS, Input.DATA): (_NS, Action.REJECT),
    (_NS, Input.T7): (_NS, Action.CLOSE),
    (_NS, Input.LOST): (_NC, Action.NOTHING),
    (_S, Input.SELECT_REQ): (_S, Action.REFUSE),
    # Both sides asked at once: the later of the two responses changes nothing.
    (_S, Input.SELECTED): (_S, Action.NOTHING),
    (_S, Input.DESELECT_REQ): (_NS, Action.RELEASE),
    (_S, Input.DESELECTED): (_NS, Action.START_T7),
    (_S, Input.SEPARATE_REQ): (_S, Action.CLOSE),
    (_S, Input.DATA): (_S, Action.DELIVER),
    (_S, Input.LOST): (_NC, Action.NOTHING),
}
"""(state, input) -> (next state, action). What is not here cannot happen."""

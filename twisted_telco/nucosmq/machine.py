"""The two sides of the login, as tables. Pure.

A server with authentication asks first; nothing at all is exchanged without it.

=======================  ==========================  =======================
server                   on the wire                 client
=======================  ==========================  =======================
``start_auth``           →
                         ←                           ``uid``
``challenge_auth``       →
                         ←                           ``signature``
``auth_final``           →
                         ←                           ``thanks``
=======================  ==========================  =======================

Inputs are the events of the far end and, in capitals, what our own side decides. A pair that is in
neither table is not part of the login: the event is dropped and counted.
"""

from __future__ import annotations

from twisted_telco.nucosmq.messages import (
    AUTH_FINAL,
    CHALLENGE_AUTH,
    SIGNATURE,
    START_AUTH,
    UID,
)

CHALLENGE = "CHALLENGE"
ACCEPT = "ACCEPT"
REFUSE = "REFUSE"
ANSWER = "ANSWER"

Table = dict[tuple[str, str], str]

SERVER_START = "asked for a uid"
SERVER_IN = "logged in"
SERVER: Table = {
    (SERVER_START, UID): "making a challenge",
    ("making a challenge", CHALLENGE): "asked for a signature",
    ("making a challenge", REFUSE): "refused",
    ("asked for a signature", SIGNATURE): "checking",
    ("checking", ACCEPT): SERVER_IN,
    ("checking", REFUSE): "refused",
}
"""The accepting side. It sends ``start_auth`` on the way into its first state."""

CLIENT_START = "connected"
CLIENT_IN = "judged"
CLIENT: Table = {
    (CLIENT_START, START_AUTH): "sent the uid",
    ("sent the uid", CHALLENGE_AUTH): "signing",
    ("signing", ANSWER): "sent the signature",
    ("sent the signature", AUTH_FINAL): CLIENT_IN,
    # A server may ask again at any time; a login that is under way is not disturbed by it.
    (CLIENT_IN, START_AUTH): "sent the uid",
}
"""The connecting side. ``auth_final`` may say no: the connection is closed then."""


class Login:
    """Where one connection's login is.

    :ivar state: a state of the table.
    """

    __slots__ = ("_table", "state")

    def __init__(self, table: Table, state: str) -> None:
        self._table = table
        self.state = state

    def step(self, step: str) -> bool:
        """Take an input; False when it has no place in this state."""
        new = self._table.get((self.state, step))
        if new is None:
            return False
        self.state = new
        return True


__all__ = ["ACCEPT", "ANSWER", "CHALLENGE", "CLIENT", "REFUSE", "SERVER", "Login", "Table"]

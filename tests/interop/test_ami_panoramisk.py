"""panoramisk, the AMI client for asyncio."""

from twisted.trial.unittest import TestCase

from tests.interop.ami_first_steps import (
    CHANNELS,
    COMMAND,
    EVENT,
    HANGUP,
    LIST,
    LOGIN,
    LOGOFF,
    ORIGINATE,
    PING,
    REFUSED,
    FirstSteps,
)


class PanoramiskTests(FirstSteps, TestCase):
    script = "ami_panoramisk.py"
    needs = "panoramisk"
    steps = (
        *(REFUSED, LOGIN, PING, LIST, EVENT, COMMAND),
        *(ORIGINATE | {"last": "OriginateResponse"}, CHANNELS, HANGUP, LOGOFF),
    )

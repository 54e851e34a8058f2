"""pystrix, the AMI client that twisted_telco's own users come from."""

from twisted.trial.unittest import TestCase

from tests.interop.ami_first_steps import (
    CHANNELS,
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


class PystrixTests(FirstSteps, TestCase):
    script = "ami_pystrix.py"
    needs = "pystrix"
    steps = (REFUSED, LOGIN, PING, LIST, EVENT, ORIGINATE, CHANNELS, HANGUP, LOGOFF)

"""Control protocols of telephony and factory automation, on Twisted."""

__version__ = "0.1.0"

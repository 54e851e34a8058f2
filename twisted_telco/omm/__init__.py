"""Mitel SIP-DECT OMM, controlled over OM AXI."""

from twisted_telco.omm import messages

__all__ = ["messages"]

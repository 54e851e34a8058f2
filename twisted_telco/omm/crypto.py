"""Secrets of users travel encrypted with the OMM's public key, inside attributes.

RSA with PKCS#1 v1.5 padding, the result in base64. The key is two hexadecimal integers, as
``publicKey`` in the answer to ``Open`` and in that to ``GetPublicKey``; OMM 7.1 has 512 bits, which
leaves 53 bytes for a secret. Source: clients in production use.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import padding, rsa

from twisted_telco.omm.errors import InvalidRequest, ProtocolError

_PADDING = 11


@dataclass(frozen=True)
class PublicKey:
    """The OMM's key.

    :ivar modulus: an integer.
    :ivar exponent: an integer.
    """

    modulus: int
    exponent: int

    @classmethod
    def from_hex(cls, modulus: str | None, exponent: str | None) -> PublicKey:
        """Read it as the OMM writes it.

        :raises twisted_telco.omm.ProtocolError: these are no hexadecimal integers of a key.
        """
        try:
            key = cls(int(modulus or "", 16), int(exponent or "", 16))
            key._numbers().public_key()
        except ValueError as error:
            raise ProtocolError(f"the OMM sent no usable public key: {error}") from None
        return key

    def _numbers(self) -> rsa.RSAPublicNumbers:
        return rsa.RSAPublicNumbers(self.exponent, self.modulus)

    @property
    def room(self) -> int:
        """The longest secret in bytes of UTF-8."""
        return (self.modulus.bit_length() + 7) // 8 - _PADDING

    def encrypt(self, secret: str) -> str:
        """The attribute's value for a secret.

        :raises InvalidRequest: it is too long for this key.
        """
        data = secret.encode("utf-8")
        if len(data) > self.room:
            raise InvalidRequest(
                f"the secret has {len(data)} bytes; the OMM's key has room for {self.room}"
            )
        encrypted = self._numbers().public_key().encrypt(data, padding.PKCS1v15())
        return base64.b64encode(encrypted).decode("ascii")


class PrivateKey:
    """The OMM's side, for the simulator.

    :ivar public: the key to hand out.
    """

    def __init__(self, bits: int = 1024) -> None:
        self._key = rsa.generate_private_key(65537, bits)
        numbers = self._key.public_key().public_numbers()
        self.public = PublicKey(numbers.n, numbers.e)

    def decrypt(self, value: str) -> str:
        """Read an attribute.

        :raises ValueError: it was not encrypted with this key.
        """
        data = base64.b64decode(value, validate=True)
        return self._key.decrypt(data, padding.PKCS1v15()).decode("utf-8")

"""Who may log in: what a server asks, and ready answers to it.

The protocol binds a uid to nothing: an object that looks at the signature only lets everybody be
anybody. :class:`SharedSecrets` and :class:`CredAuth` bind it, with a random challenge for each
login, by HMAC-SHA256 over challenge and uid. Neither hides what is sent afterwards: use TLS.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from inspect import isclass
from typing import Any

from twisted.cred.credentials import IUsernameHashedPassword
from twisted.cred.error import UnauthorizedLogin
from twisted.cred.portal import Portal
from twisted.internet.defer import Deferred, succeed
from zope.interface import Attribute, Interface, implementer

from twisted_telco.nucosmq.errors import InvalidRequest


class IAuth(Interface):
    """Decides over logins. A class of this kind will do as well as an instance.

    A method ``is_uid(name)``, which need not be there, says at once, by True or False, whether a
    name is that of a user, who may never have logged in yet: nobody else can join a room of that
    name then. Where it fails or says anything else, which is logged, the name counts as one.
    """

    def auth_challenge(uid: str) -> Any:
        """What a client that says it is ``uid`` has to sign: any JSON value, or a Deferred or
        coroutine of one. Called with ``uid=``; what it raises refuses the login."""

    def auth_final(uid: str, signature: Any, challenge: Any) -> Any:
        """True for the right signature, or a Deferred or coroutine of that. Called with ``uid=``,
        ``signature=`` and ``challenge=``. Whatever is true in Python lets in, as with the original:
        do not return words that say no."""


def auth_object(auth: Any) -> Any:
    """What a server was given for one, made if it is a class; None for none.

    :raises InvalidRequest: it lacks a method of :class:`IAuth`.
    """
    if isclass(auth):
        auth = auth()
    if auth is not None:
        for method in ("auth_challenge", "auth_final"):
            if not callable(getattr(auth, method, None)):
                raise InvalidRequest(f"the auth object has no {method}")
    return auth


class IMember(Interface):
    """What a realm of :mod:`twisted.cred` hands out for a login."""

    uid = Attribute("the uid that logged in")


def sign(secret: str | bytes, uid: str, challenge: Any) -> str:
    """The signature that :class:`SharedSecrets` and :class:`CredAuth` expect: hexadecimal."""
    key = secret.encode() if isinstance(secret, str) else secret
    text = f"{challenge}\0{uid}".encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def signer(uid: str, secret: str | bytes) -> Callable[[Any], str]:
    """An ``on_challenge`` for a client of such a server."""
    return lambda challenge: sign(secret, uid, challenge)


def nonce() -> str:
    """A challenge that nobody has seen before."""
    return secrets.token_hex(16)


@implementer(IAuth)
class SharedSecrets:
    """Each user has a secret that the server knows too.

    :param users: uid to secret.
    """

    def __init__(self, users: Mapping[str, str | bytes]) -> None:
        self._users = users

    def auth_challenge(self, uid: str) -> str:
        """A new one for each login, also for a uid that is not known."""
        return nonce()

    def is_uid(self, uid: str) -> bool:
        """Whether there is such a user: the name is then not free for a room."""
        return uid in self._users

    def auth_final(self, uid: str, signature: Any, challenge: Any) -> bool:
        """Compares signatures in a time that does not depend on them. Whether a uid is known can
        be told from the time."""
        secret = self._users.get(uid)
        if secret is None or not isinstance(signature, str):
            return False
        return hmac.compare_digest(
            sign(secret, uid, challenge).encode(), signature.encode("utf-8", "surrogatepass")
        )


@implementer(IUsernameHashedPassword)
class SignedChallenge:
    """Credentials of one login, for a checker that knows passwords."""

    def __init__(self, uid: str, signature: Any, challenge: Any) -> None:
        self.username = uid.encode()
        self._login = (uid, signature, challenge)

    def checkPassword(self, password: str | bytes) -> bool:
        uid, signature, challenge = self._login
        return SharedSecrets({uid: password}).auth_final(uid, signature, challenge)


@implementer(IAuth)
class CredAuth:
    """Logins through :mod:`twisted.cred`.

    :param portal: with a checker for ``IUsernameHashedPassword`` and a realm that gives avatars
        for :class:`IMember`. The avatar is found as ``connection.avatar``; its logout is called
        when the connection ends.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def auth_challenge(self, uid: str) -> str:
        return nonce()

    def auth_final(self, uid: str, signature: Any, challenge: Any) -> Deferred[Any]:
        """A Deferred of an :class:`Avatar`, or False."""
        try:
            credentials = SignedChallenge(uid, signature, challenge)
        except UnicodeEncodeError:  # half of a surrogate pair: nobody's name
            return succeed(False)
        d = self._portal.login(credentials, None, IMember)
        d.addCallback(lambda login: Avatar(login[1], login[2]))
        d.addErrback(lambda failure: bool(failure.trap(UnauthorizedLogin)) and False)
        return d


class Avatar:
    """What an ``auth_final`` may return instead of True.

    :ivar avatar: becomes ``connection.avatar``.
    :ivar logout: is called when the connection ends.
    """

    __slots__ = ("avatar", "logout")

    def __init__(self, avatar: Any, logout: Callable[[], object]) -> None:
        self.avatar = avatar
        self.logout = logout

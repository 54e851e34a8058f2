"""Ready answers to the question who may log in."""

from __future__ import annotations

from typing import Any

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.trial.unittest import SynchronousTestCase
from zope.interface import implementer
from zope.interface.verify import verifyObject

from tests.nucosmq.scene import SceneTestCase
from twisted_telco import nucosmq
from twisted_telco.nucosmq.auth import nonce


class SharedSecretsTests(SynchronousTestCase):
    def setUp(self) -> None:
        self.auth = nucosmq.SharedSecrets({"alice": "s3cret", "Zoë": b"bytes"})

    def test_interface(self) -> None:
        verifyObject(nucosmq.IAuth, self.auth)

    def test_right_and_wrong(self) -> None:
        for uid, secret in (("alice", "s3cret"), ("Zoë", b"bytes")):
            challenge = self.auth.auth_challenge(uid)
            signature = nucosmq.signer(uid, secret)(challenge)
            self.assertTrue(self.auth.auth_final(uid, signature, challenge))
            self.assertFalse(self.auth.auth_final(uid, signature, nonce()))
        challenge = self.auth.auth_challenge("alice")
        wrong: tuple[Any, ...] = ("", "x", "\udcff", None, 5, {"a": 1}, signature)
        for one in wrong:
            self.assertFalse(self.auth.auth_final("alice", one, challenge))

    def test_a_uid_that_nobody_has(self) -> None:
        """It gets a challenge like others, and no more."""
        challenge = self.auth.auth_challenge("mallory")
        self.assertEqual(len(challenge), 32)
        self.assertFalse(self.auth.auth_final("mallory", nucosmq.sign("", "mallory", ""), ""))

    def test_bound_to_the_uid(self) -> None:
        """With one secret for two, the signature of the one is not that of the other."""
        auth = nucosmq.SharedSecrets({"alice": "same", "bob": "same"})
        self.assertFalse(auth.auth_final("bob", nucosmq.sign("same", "alice", "c"), "c"))

    def test_challenges_differ(self) -> None:
        self.assertEqual(len({self.auth.auth_challenge("alice") for _ in range(100)}), 100)


@implementer(nucosmq.IMember)
class Avatar:
    def __init__(self, uid: str) -> None:
        self.uid = uid


@implementer(IRealm)
class Realm:
    def __init__(self) -> None:
        self.log: list[str] = []

    def requestAvatar(self, avatarId: Any, mind: Any, *interfaces: Any) -> Any:
        uid = avatarId.decode()
        self.log.append(f"in {uid}")
        return interfaces[0], Avatar(uid), lambda: self.log.append(f"out {uid}")


class CredTests(SceneTestCase):
    """Logins through a portal of twisted.cred."""

    def setUp(self) -> None:
        super().setUp()
        self.realm = Realm()
        checker = InMemoryUsernamePasswordDatabaseDontUse(alice=b"a", bob=b"b")
        self.auth = nucosmq.CredAuth(Portal(self.realm, [checker]))
        self.broker = self.server(None, auth=self.auth)

    def test_login(self) -> None:
        """The avatar is with the connection; its logout is called at the end."""
        client = self.ready(self.broker, "alice")
        member = self.broker.get_conn("alice")
        assert member is not None
        self.assertEqual(member.avatar.uid, "alice")
        self.assertEqual(self.realm.log, ["in alice"])
        self.result(client.close())
        self.pump()
        self.assertEqual(self.realm.log, ["in alice", "out alice"])

    def test_refused(self) -> None:
        for uid, secret in (("alice", "wrong"), ("mallory", "m")):
            client = self.client(self.broker, uid, on_challenge=nucosmq.signer(uid, secret))
            client.startService()
            with self.assertRaises(nucosmq.AuthenticationFailed):
                self.result(client.when_ready(fail_after=1), 1)
            self.result(client.close())
        self.assertEqual(self.realm.log, [])

    def test_a_uid_that_is_no_text(self) -> None:
        """Half of a surrogate pair cannot be a name: a wrong login, no fault of the server."""
        raw = self.raw(self.broker)
        raw.say("uid", "\ud800")
        self.pump()
        raw.say("signature", "x")
        self.pump()
        self.assertEqual(raw.events()[-1], ("auth_final", "failed"))

    def test_gone_before_the_answer(self) -> None:
        """An avatar whose connection is gone already is logged out at once."""
        from twisted.internet.defer import Deferred

        from twisted_telco.nucosmq.auth import Avatar as Verdict

        answer: Deferred[Any] = Deferred()
        self.auth.auth_final = lambda **_: answer  # type: ignore[method-assign,assignment]
        client = self.client(self.broker, "alice")
        client.startService()
        self.pump()
        self.result(client.close(), 5)
        self.pump()
        answer.callback(Verdict(None, lambda: self.realm.log.append("out")))
        self.assertEqual(self.realm.log, ["out"])

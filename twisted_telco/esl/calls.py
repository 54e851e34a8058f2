"""Originating calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from twisted.internet.defer import Deferred

from twisted_telco.esl.client import TAG
from twisted_telco.esl.errors import InvalidRequest
from twisted_telco.esl.grouping import APP_TAG, CALL_TAG
from twisted_telco.esl.jobs import Job
from twisted_telco.esl.quoting import (
    application,
    check_destination,
    check_extension,
    dial_string,
    originate_line,
    sofia_url,
)

if TYPE_CHECKING:
    from twisted_telco.esl.client import Client


def originate(
    client: Client,
    dest_url: str,
    dp_exten: str | int | None = None,
    proxy: str | None = None,
    profile: str = "external",
    gateway: str | None = None,
    app_name: str = "park",
    app_id: str | None = None,
    timeout: float = 60,
    variables: Mapping[str, object] | None = None,
    **options: Any,
) -> Deferred[Job]:
    """Originate a call with one ``bgapi originate``.

    :param dest_url: the destination after the profile: ``"9196@host:5080"``; with another
        ``endpoint`` what follows its name.
    :param dp_exten: the extension that the caller's leg runs once it is answered.
    :param proxy: a SIP proxy on the way (``fs_path``).
    :param profile: the SIP profile.
    :param gateway: a gateway in place of the profile.
    :param app_name: the dialplan application that the caller's leg runs without ``dp_exten``.
    :param app_id: of a loaded app that gets the call.
    :param timeout: seconds to wait for the answer.
    :param variables: channel variables; values are quoted exactly. They win over ours, except
        those that mark the call as this client's.
    :param app_args: the argument of ``app_name``.
    :param endpoint: the endpoint module; ``sofia`` by default, or ``loopback``, ``user``, …
    :param caller_id_name: shown to the destination; ``caller_id_number`` likewise.
    :param codecs: for ``absolute_codec_string``.
    :param headers: SIP headers to add: ``{"X-Name": "value"}``.
    :param dialplan: of ``dp_exten``; ``context`` likewise.
    :param uuid: for the session; a new one by default.
    :returns: a Deferred of the :class:`Job`, whose result is the uuid of the session. It fails
        with InvalidRequest for what would change the dial string, and for a ``dp_exten`` that
        begins with ``&``, which the server would run as an application.
    """
    common = (dp_exten, proxy, profile, gateway, app_name, app_id, timeout, variables)
    return Deferred.fromCoroutine(_originate(client, dest_url, *common, **options))


async def _originate(
    client: Client,
    dest_url: str,
    dp_exten: str | int | None,
    proxy: str | None,
    profile: str,
    gateway: str | None,
    app_name: str,
    app_id: str | None,
    timeout: float,
    variables: Mapping[str, object] | None,
    *,
    app_args: str = "",
    endpoint: str = "sofia",
    caller_id_name: str | None = None,
    caller_id_number: str | None = None,
    codecs: str | None = None,
    headers: Mapping[str, object] | None = None,
    dialplan: str | None = None,
    context: str | None = None,
    uuid: str | None = None,
) -> Job:
    if app_id is not None and app_id not in client.apps:
        raise InvalidRequest(f"no app with the id {app_id!r} is loaded")
    if endpoint == "sofia":
        url = sofia_url(dest_url, profile=profile, gateway=gateway, proxy=proxy)
    else:
        url = f"{check_destination(endpoint)}/{check_destination(dest_url)}"
    # A uuid that is in use is not taken by the server; the call still is one of its own.
    call_id = str(uuid4())
    values: dict[str, object] = {
        "origination_uuid": call_id if uuid is None else uuid,
        "ignore_early_media": "true",
    }
    if caller_id_name is not None:
        values["origination_caller_id_name"] = caller_id_name
    if caller_id_number is not None:
        values["origination_caller_id_number"] = caller_id_number
    if codecs is not None:
        values["absolute_codec_string"] = codecs
    values["originate_timeout"] = max(1, round(timeout))
    for name, value in (headers or {}).items():
        values[f"sip_h_{name}"] = value
    values |= variables or {}
    values |= {TAG: client.id, CALL_TAG: call_id}
    if app_id is not None:
        values[APP_TAG] = app_id
    line = originate_line(
        dial_string(url, variables=values),
        application(app_name, app_args) if dp_exten is None else check_extension(str(dp_exten)),
        dialplan=dialplan,
        context=context,
        timeout=timeout,
    )
    # The models hear of the call only when they listen before it begins.
    await client.listener.start()
    return await client.bgapi(line)

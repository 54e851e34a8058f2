"""Every message of OM AXI, a class each, with their records and enumerations.

The modules beside this one group them by subject and are generated (``omm/generate.py``); all names
can be taken from here. A module is loaded when one of its names is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from twisted_telco.omm.messages.index import SUBJECTS
from twisted_telco.omm.vocabulary import Message, unlisted

__all__ = ["blank", "listed"]

if TYPE_CHECKING:
    from twisted_telco.omm.messages import (
        accounts,
        alarms,
        bluetooth,
        calls,
        certificates,
        conference,
        devices,
        features,
        files,
        firmware,
        handsets,
        licences,
        locating,
        messaging,
        mom,
        network,
        radio,
        rfps,
        session,
        sip,
        sites,
        statistics,
        system,
        users,
        video,
        wlan,
    )
    from twisted_telco.omm.messages.accounts import *  # noqa: F403
    from twisted_telco.omm.messages.alarms import *  # noqa: F403
    from twisted_telco.omm.messages.bluetooth import *  # noqa: F403
    from twisted_telco.omm.messages.calls import *  # noqa: F403
    from twisted_telco.omm.messages.certificates import *  # noqa: F403
    from twisted_telco.omm.messages.conference import *  # noqa: F403
    from twisted_telco.omm.messages.devices import *  # noqa: F403
    from twisted_telco.omm.messages.features import *  # noqa: F403
    from twisted_telco.omm.messages.files import *  # noqa: F403
    from twisted_telco.omm.messages.firmware import *  # noqa: F403
    from twisted_telco.omm.messages.handsets import *  # noqa: F403
    from twisted_telco.omm.messages.licences import *  # noqa: F403
    from twisted_telco.omm.messages.locating import *  # noqa: F403
    from twisted_telco.omm.messages.messaging import *  # noqa: F403
    from twisted_telco.omm.messages.mom import *  # noqa: F403
    from twisted_telco.omm.messages.network import *  # noqa: F403
    from twisted_telco.omm.messages.radio import *  # noqa: F403
    from twisted_telco.omm.messages.rfps import *  # noqa: F403
    from twisted_telco.omm.messages.session import *  # noqa: F403
    from twisted_telco.omm.messages.sip import *  # noqa: F403
    from twisted_telco.omm.messages.sites import *  # noqa: F403
    from twisted_telco.omm.messages.statistics import *  # noqa: F403
    from twisted_telco.omm.messages.system import *  # noqa: F403
    from twisted_telco.omm.messages.users import *  # noqa: F403
    from twisted_telco.omm.messages.video import *  # noqa: F403
    from twisted_telco.omm.messages.wlan import *  # noqa: F403

    __all__ += accounts.__all__
    __all__ += alarms.__all__
    __all__ += bluetooth.__all__
    __all__ += calls.__all__
    __all__ += certificates.__all__
    __all__ += conference.__all__
    __all__ += devices.__all__
    __all__ += features.__all__
    __all__ += files.__all__
    __all__ += firmware.__all__
    __all__ += handsets.__all__
    __all__ += licences.__all__
    __all__ += locating.__all__
    __all__ += messaging.__all__
    __all__ += mom.__all__
    __all__ += network.__all__
    __all__ += radio.__all__
    __all__ += rfps.__all__
    __all__ += session.__all__
    __all__ += sip.__all__
    __all__ += sites.__all__
    __all__ += statistics.__all__
    __all__ += system.__all__
    __all__ += users.__all__
    __all__ += video.__all__
    __all__ += wlan.__all__

_HOMES = {name: subject for subject, names in SUBJECTS.items() for name in names.split()}
_classes: dict[str, type[Message]] = {}

if not TYPE_CHECKING:
    __all__.extend(_HOMES)


def __getattr__(name: str) -> Any:
    subject = _HOMES.get(name)
    if subject is None:
        raise AttributeError(f"{__name__} has no {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{subject}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


def _find(name: str) -> type[Message] | None:
    cls = __getattr__(name) if name in _HOMES else None
    if isinstance(cls, type) and issubclass(cls, Message):
        _classes[name] = cls
        return cls
    return None


def blank(name: str) -> Message:
    """An empty message of that name; see :func:`~twisted_telco.omm.vocabulary.unlisted`."""
    cls = _classes.get(name) or _find(name)
    return unlisted(name) if cls is None else cls()


def listed() -> dict[str, type[Message]]:
    """All messages: name -> class."""
    return {name: cls for name in _HOMES if (cls := _find(name)) is not None}

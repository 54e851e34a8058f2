"""Every message of OM AXI, a class each. Generated; see ``omm/generate.py``.

The modules beside this one group them by subject; all names can be taken from here.
"""

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
from twisted_telco.omm.vocabulary import Message, unlisted

__all__ = ["LISTED", "blank"]
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

#: name -> class
LISTED: dict[str, type[Message]] = {
    cls.__name__: cls
    for cls in map(globals().get, __all__)
    if isinstance(cls, type) and issubclass(cls, Message)
}


def blank(name: str) -> Message:
    """An empty message of that name, for the decoder to fill."""
    cls = LISTED.get(name)
    return unlisted(name) if cls is None else cls()

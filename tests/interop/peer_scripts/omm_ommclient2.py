"""mitel_ommclient2 as a client of an OMM: every method it has.

Arguments: host, port, user name, password.
"""

import sys

from mitel_ommclient2 import OMMClient2, exceptions, messages, types
from report import say

host, port, username, password = sys.argv[1:]


def refused(call, *args):
    try:
        call(*args)
    except exceptions.OMResponseException as error:
        return type(error).__name__
    return None


say(step="refused", error=refused(OMMClient2, host, username, password + "x", int(port)))

c = OMMClient2(host, username, password, port=int(port), ommsync=True)
say(step="ping", pong=c.ping())
ping = messages.Ping()
ping.timeStamp = 2342
answer = c.connection.request(ping)
say(step="time", name=answer.name, time=answer.timeStamp)

users = list(c.get_users())
say(step="users", uids=[user.uid for user in users], first=users[0].num)
devices = list(c.get_devices())
say(step="devices", ppns=[device.ppn for device in devices], first=devices[0].ipei)
say(step="missing", error=refused(c.get_user, 999), device=refused(c.get_device, 999))

user = c.create_user("7701")
say(step="create", uid=user.uid, num=user.num)
say(step="exists", error=refused(c.create_user, "7701"))
say(step="name", name=c.set_user_name(user.uid, 'Zoë <&> "q"').name)
say(step="long", error=refused(c.set_user_name, user.uid, "x" * 21))
say(step="num", num=c.set_user_num(user.uid, "7702").num)
say(step="sip", user=c.set_user_sipauth(user.uid, "sip7702", "geheim").sipAuthId)

bound, device = c.attach_user_device(user.uid, 3)
say(step="attach", ppn=bound.ppn, uid=device.uid)
c.set_user_relation_fixed(user.uid)
say(step="fixed", relation=str(c.get_user(user.uid).relType))
c.set_user_relation_dynamic(user.uid)
bound, device = c.detach_user_device_by_user(user.uid)
say(step="detach", ppn=bound.ppn, uid=device.uid)
c.attach_user_device(user.uid, 3)
bound, device = c.detach_user_device_by_device(3)
say(step="detach", ppn=bound.ppn, uid=device.uid)
found = c.find_devices(lambda d: d.relType == types.PPRelTypeType("Unbound"))
say(step="find", unbound=len(list(found)), users=len(list(c.find_users(lambda u: u.num == "7702"))))
say(step="account", username=c.get_account(1).username)

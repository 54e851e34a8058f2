"""The services of twisted_telco for ``twistd``. Lines only: a drop-in that imports more than this
would install a reactor before ``--reactor`` is read."""

from twisted.application.service import ServiceMaker

telco = ServiceMaker(
    "twisted_telco site",
    "twisted_telco.services.telco",
    "A whole site from one TOML file",
    "telco",
)
ami_listener = ServiceMaker(
    "twisted_telco AMI listener",
    "twisted_telco.services.ami.listener",
    "Events of an Asterisk (AMI) as CloudEvents",
    "telco-ami-listener",
)
hsms_passive = ServiceMaker(
    "twisted_telco HSMS passive server",
    "twisted_telco.services.hsms.passive",
    "Messages of any number of HSMS peers as CloudEvents",
    "telco-hsms-passive",
)
esl_listener = ServiceMaker(
    "twisted_telco ESL listener",
    "twisted_telco.services.esl.listener",
    "Events of a FreeSWITCH (event socket) as CloudEvents",
    "telco-esl-listener",
)
esl_outbound = ServiceMaker(
    "twisted_telco ESL outbound server",
    "twisted_telco.services.esl.outbound_server",
    "Calls that a FreeSWITCH hands over, each to a handler",
    "telco-esl-outbound",
)
omm_listener = ServiceMaker(
    "twisted_telco OMM listener",
    "twisted_telco.services.omm.listener",
    "Events of a Mitel OMM (OM AXI) as CloudEvents",
    "telco-omm-listener",
)
nucosmq = ServiceMaker(
    "twisted_telco nucosMQ server",
    "twisted_telco.services.nucosmq.server",
    "A nucosMQ server; its events as CloudEvents",
    "telco-nucosmq",
)

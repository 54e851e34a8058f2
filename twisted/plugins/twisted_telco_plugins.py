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

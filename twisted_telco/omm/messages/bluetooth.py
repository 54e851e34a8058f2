"""Bluetooth beacons and sensitivity.

Generated; see ``omm/generate.py``.
"""

from __future__ import annotations

from twisted_telco.omm.vocabulary import Event, Record, Request, Response, Strings, repeated

__all__: list[str] = [
    "BTBStateType",
    "BTBType",
    "BTClientStatisticDataType",
    "BTPpSensType",
    "BTRfpSensType",
    "BTStatisticDataType",
    "BTsensitivityType",
    "CreateBluetoothBeacon",
    "CreateBluetoothBeaconResp",
    "DeleteBluetoothBeacon",
    "DeleteBluetoothBeaconResp",
    "EventBluetoothBeaconCnf",
    "EventBluetoothBeaconSummary",
    "EventBluetoothClientStatistic",
    "EventBluetoothGlobalSettingsCnf",
    "EventBluetoothSensitivityCnf",
    "GetBluetoothBeacon",
    "GetBluetoothBeaconResp",
    "GetBluetoothBeaconSummary",
    "GetBluetoothBeaconSummaryResp",
    "GetBluetoothClientStatistic",
    "GetBluetoothClientStatisticResp",
    "GetBluetoothGlobalSettings",
    "GetBluetoothGlobalSettingsResp",
    "GetBluetoothSensitivity",
    "GetBluetoothSensitivityResp",
    "SetBluetoothBeacon",
    "SetBluetoothBeaconResp",
    "SetBluetoothGlobalSettings",
    "SetBluetoothGlobalSettingsResp",
    "SetBluetoothSensitivity",
    "SetBluetoothSensitivityResp",
]


class BTBStateType(Strings):
    unplugged = "unplugged"
    plugged = "plugged"
    failed = "failed"


class BTsensitivityType(Strings):
    low = "low"
    medium = "medium"
    high = "high"


class BTBType(Record):
    """In ``CreateBluetoothBeacon`` and 5 more."""

    id: int | None = None
    name: str | None = None
    ethAddr: str | None = None
    rfpId: int | None = None
    rssi: int | None = None
    hierarchy1: str | None = None
    hierarchy2: str | None = None
    hierarchy3: str | None = None
    hierarchy4: str | None = None
    calibration: int | None = None
    state: BTBStateType | str | None = None
    checkpoint: bool | None = None


class BTClientStatisticDataType(Record):
    """In ``EventBluetoothClientStatistic`` and 1 more."""

    ethAddr: str | None = None
    ppn: int | None = None
    btLocStat: list[BTStatisticDataType] = repeated()


class BTPpSensType(Record):
    """In ``EventBluetoothSensitivityCnf`` and 3 more."""

    low: int | None = None
    medium: int | None = None
    high: int | None = None


class BTRfpSensType(Record):
    """In ``EventBluetoothSensitivityCnf`` and 3 more."""

    checkpoint: int | None = None
    low: int | None = None
    medium: int | None = None
    high: int | None = None


class BTStatisticDataType(Record):
    """In no message listed here."""

    id: int | None = None
    rssi: int | None = None


class BluetoothSensitivityFields(Record):
    """In ``EventBluetoothSensitivityCnf`` and 3 more."""

    rfpSens: BTRfpSensType | None = None
    ppSens: BTPpSensType | None = None


class CreateBluetoothBeacon(Request, answer="CreateBluetoothBeaconResp"):
    """Answered by :class:`CreateBluetoothBeaconResp`."""

    btb: BTBType | None = None


class CreateBluetoothBeaconResp(Response):
    """Answer to :class:`CreateBluetoothBeacon`."""

    btb: BTBType | None = None


class DeleteBluetoothBeacon(Request, required=("id",), answer="DeleteBluetoothBeaconResp"):
    """Answered by :class:`DeleteBluetoothBeaconResp`."""

    id: int | None = None


class DeleteBluetoothBeaconResp(Response):
    """Answer to :class:`DeleteBluetoothBeacon`."""


class EventBluetoothBeaconCnf(Event):
    """Comes to those who subscribed."""

    id: int | None = None
    btb: BTBType | None = None


class EventBluetoothBeaconSummary(Event):
    """Comes to those who subscribed."""

    nRecords: int | None = None
    idFirst: int | None = None
    checkpointNum: int | None = None
    stateUnpluggedNum: int | None = None
    statePluggedNum: int | None = None
    stateFailedNum: int | None = None


class EventBluetoothClientStatistic(Event):
    """Comes to those who subscribed."""

    btClientStat: BTClientStatisticDataType | None = None


class EventBluetoothGlobalSettingsCnf(Event):
    """Comes to those who subscribed."""

    active: bool | None = None


class EventBluetoothSensitivityCnf(Event, BluetoothSensitivityFields):
    """Comes to those who subscribed."""


class GetBluetoothBeacon(Request, required=("id",), answer="GetBluetoothBeaconResp"):
    """Answered by :class:`GetBluetoothBeaconResp`."""

    id: int | None = None
    maxRecords: int | None = None


class GetBluetoothBeaconResp(Response):
    """Answer to :class:`GetBluetoothBeacon`."""

    btb: list[BTBType] = repeated()


class GetBluetoothBeaconSummary(Request, answer="GetBluetoothBeaconSummaryResp"):
    """Answered by :class:`GetBluetoothBeaconSummaryResp`."""


class GetBluetoothBeaconSummaryResp(Response):
    """Answer to :class:`GetBluetoothBeaconSummary`."""


class GetBluetoothClientStatistic(Request, answer="GetBluetoothClientStatisticResp"):
    """Answered by :class:`GetBluetoothClientStatisticResp`."""


class GetBluetoothClientStatisticResp(Response):
    """Answer to :class:`GetBluetoothClientStatistic`."""

    btClientStat: list[BTClientStatisticDataType] = repeated()


class GetBluetoothGlobalSettings(Request, answer="GetBluetoothGlobalSettingsResp"):
    """Answered by :class:`GetBluetoothGlobalSettingsResp`."""


class GetBluetoothGlobalSettingsResp(Response):
    """Answer to :class:`GetBluetoothGlobalSettings`."""

    active: bool | None = None


class GetBluetoothSensitivity(Request, answer="GetBluetoothSensitivityResp"):
    """Answered by :class:`GetBluetoothSensitivityResp`."""


class GetBluetoothSensitivityResp(Response, BluetoothSensitivityFields):
    """Answer to :class:`GetBluetoothSensitivity`."""


class SetBluetoothBeacon(Request, answer="SetBluetoothBeaconResp"):
    """Answered by :class:`SetBluetoothBeaconResp`."""

    btb: BTBType | None = None


class SetBluetoothBeaconResp(Response):
    """Answer to :class:`SetBluetoothBeacon`."""

    btb: BTBType | None = None


class SetBluetoothGlobalSettings(Request, answer="SetBluetoothGlobalSettingsResp"):
    """Answered by :class:`SetBluetoothGlobalSettingsResp`."""

    active: bool | None = None


class SetBluetoothGlobalSettingsResp(Response):
    """Answer to :class:`SetBluetoothGlobalSettings`."""

    active: bool | None = None


class SetBluetoothSensitivity(
    Request,
    BluetoothSensitivityFields,
    answer="SetBluetoothSensitivityResp",
):
    """Answered by :class:`SetBluetoothSensitivityResp`."""


class SetBluetoothSensitivityResp(Response, BluetoothSensitivityFields):
    """Answer to :class:`SetBluetoothSensitivity`."""

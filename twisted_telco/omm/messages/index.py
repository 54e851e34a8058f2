"""Which names are in which module.

Generated; see ``omm/generate.py``.
"""

SUBJECTS = {
    "accounts": """
        AccountAgingType AccountStateType AccountStateTypeType AccountType CreateAccount
        CreateAccountResp DeleteAccount DeleteAccountResp EventAccountCnf EventAccountSummary
        EventRemoteAccessCnf EventSystemCredentialsCnf GetAccount GetAccountResp GetAccountSummary
        GetAccountSummaryResp GetRemoteAccess GetRemoteAccessResp GetSystemCredentials
        GetSystemCredentialsResp SetAccount SetAccountResp SetRemoteAccess SetRemoteAccessResp
        SetSystemCredentials SetSystemCredentialsResp
    """,
    "alarms": """
        AlarmTriggerType ComponentType CreateAlarmTrigger CreateAlarmTriggerResp DeleteAlarmTrigger
        DeleteAlarmTriggerResp EventAlarmCallProgress EventAlarmTrigger EventAlarmTriggerCnf
        EventHealthState GenerateHealthStateAlarmTriggers GenerateHealthStateAlarmTriggersResp
        GetAlarmTrigger GetAlarmTriggerResp GetAlarmTriggerSummary GetAlarmTriggerSummaryResp
        GetHealthState GetHealthStateResp HealthType SetAlarmTrigger SetAlarmTriggerResp
        SeverityType
    """,
    "bluetooth": """
        BTBStateType BTBType BTClientStatisticDataType BTPpSensType BTRfpSensType
        BTStatisticDataType BTsensitivityType CreateBluetoothBeacon CreateBluetoothBeaconResp
        DeleteBluetoothBeacon DeleteBluetoothBeaconResp EventBluetoothBeaconCnf
        EventBluetoothBeaconSummary EventBluetoothClientStatistic EventBluetoothGlobalSettingsCnf
        EventBluetoothSensitivityCnf GetBluetoothBeacon GetBluetoothBeaconResp
        GetBluetoothBeaconSummary GetBluetoothBeaconSummaryResp GetBluetoothClientStatistic
        GetBluetoothClientStatisticResp GetBluetoothGlobalSettings GetBluetoothGlobalSettingsResp
        GetBluetoothSensitivity GetBluetoothSensitivityResp SetBluetoothBeacon
        SetBluetoothBeaconResp SetBluetoothGlobalSettings SetBluetoothGlobalSettingsResp
        SetBluetoothSensitivity SetBluetoothSensitivityResp
    """,
    "calls": """
        CodecType DTMFMethodType EventDTMFCnf EventIntercomCallHandlingCnf
        EventIntercomCallHandlingSIPCnf EventRTPCnf EventSuplServCnf EventSysVoiceboxNumCnf GetDTMF
        GetDTMFResp GetIntercomCallHandling GetIntercomCallHandlingResp GetIntercomCallHandlingSIP
        GetRTP GetRTPResp GetSuplServ GetSuplServResp GetSysVoiceboxNum GetSysVoiceboxNumResp
        MediaCodecType SRTPProfileType SemiAttendedTransferModeType SetDTMF SetDTMFResp
        SetIntercomCallHandling SetIntercomCallHandlingResp SetIntercomCallHandlingSIP SetRTP
        SetRTPResp SetSuplServ SetSuplServResp SetSysVoiceboxNum SetSysVoiceboxNumResp
    """,
    "certificates": """
        CertificateListType CertificateType EventOMMCertificateCnf
        EventSecureOMMCertificateServerImportCnf EventSecurePROVCertificateServerImportCnf
        EventSecureSIPCertificateCnf EventSecureSIPCertificateServerImportCnf
        EventSupplicantCertificateCnf EventSupplicantCertificateServerImportCnf EventSupplicantCnf
        GetOMMCertificate GetOMMCertificateResp GetSecureOMMCertificate GetSecureOMMCertificateResp
        GetSecureOMMCertificateServerImport GetSecureOMMCertificateServerImportResp
        GetSecurePROVCertificateServerImport GetSecurePROVCertificateServerImportResp
        GetSecureSIPCertificate GetSecureSIPCertificateResp GetSecureSIPCertificateServerImport
        GetSecureSIPCertificateServerImportResp GetSupplicant GetSupplicantCertificate
        GetSupplicantCertificateServerImport SetOMMCertificate SetOMMCertificateResp
        SetSecureOMMCertificate SetSecureOMMCertificateResp SetSecureOMMCertificateServerImport
        SetSecureOMMCertificateServerImportResp SetSecurePROVCertificateServerImport
        SetSecurePROVCertificateServerImportResp SetSecureSIPCertificate SetSecureSIPCertificateResp
        SetSecureSIPCertificateServerImport SetSecureSIPCertificateServerImportResp SetSupplicant
        SetSupplicantCertificate SetSupplicantCertificateServerImport
    """,
    "conference": """
        AddUserToConference AddUserToConferenceResp ChangeUserInConference
        ChangeUserInConferenceResp ConferenceCodecType ConferenceConfirmation ConferenceDataType
        ConferenceRoomType CreateConference CreateConferenceResp CreateConferenceRoom
        CreateConferenceRoomResp DeleteConference DeleteConferenceResp DeleteConferenceRoom
        DeleteConferenceRoomResp DeleteUserFromConference DeleteUserFromConferenceResp
        EventAddUserToConference EventChangeUserInConference EventConferenceRelease
        EventConferenceRequest EventConferenceRoomCnf EventConferenceServerSIPCnf
        EventCreateConference EventDeleteConference EventDeleteUserFromConference
        EventFreeConferenceChannels EventRTPConferenceStreamChg EventReadyForConferencing
        GetConferenceRoom GetConferenceRoomResp GetConferenceServerSIP GetConferenceServerSIPResp
        GetFreeConferenceChannels GetFreeConferenceChannelsResp GetG729ChannelsForConference
        GetG729ChannelsForConferenceResp GetReadyForConferencing GetReadyForConferencingResp
        RequestConferenceConfirmation RequestConferenceConfirmationResp SetConferenceRoom
        SetConferenceRoomResp SetConferenceServerSIP SetConferenceServerSIPResp
        SetRTPConferenceStreamChg SetRTPConferenceStreamChgResp
    """,
    "devices": """
        CreateFixedPP CreateFixedPPResp CreatePPDev CreatePPDevResp DeletePPDev DeletePPDevResp
        EventPPCnf EventPPDevCnf EventPPDevSummary GetActivePPDev GetActivePPDevResp GetPP GetPPDev
        GetPPDevByIPEI GetPPDevByIPEIResp GetPPDevResp GetPPDevSummary GetPPDevSummaryResp GetPPResp
        HWTypeType PPDevType PPRelTypeType SetPP SetPPDev SetPPDevResp SetPPResp
    """,
    "features": """
        CreateDigitTreatment CreateDigitTreatmentResp CreateLDAP CreateLDAPResp CreateXMLApplication
        CreateXMLApplicationResp DeleteDigitTreatment DeleteDigitTreatmentResp DeleteLDAP
        DeleteLDAPResp DeleteXMLApplication DeleteXMLApplicationResp DigitTreatmentDirectionType
        DigitTreatmentType EventCorporateDirectoryCnf EventCorporateDirectoryOrderCnf
        EventDigitTreatmentCnf EventFACCnf EventFACPrefixCnf EventLDAPCnf EventXMLApplicationCnf
        FACFeatureType FACPrefixType FACType GetCorporateDirectory GetCorporateDirectoryOrder
        GetDigitTreatment GetDigitTreatmentResp GetDigitTreatmentSummary
        GetDigitTreatmentSummaryResp GetFACPrefix GetFACPrefixResp GetLDAP GetLDAPResp
        GetXMLApplication GetXMLApplicationResp LDAPType LDAPTypeType SetCorporateDirectory
        SetCorporateDirectoryOrder SetDigitTreatment SetDigitTreatmentResp SetFAC SetFACPrefix
        SetFACPrefixResp SetFACResp SetLDAP SetLDAPResp SetXMLApplication SetXMLApplicationResp
        XMLApplicationType XMLApplicationTypeType
    """,
    "files": """
        DBBackupToUSB DBBackupToUSBResp DBRestoreFromUSB DBRestoreFromUSBResp
        DbTransferStateSelectType DbTransferStateType EventAutoDBBackupCnf
        EventAutoDBBackupFileNameCnf EventConfigURLCnf EventDbTransferState EventOMPURLCnf
        EventSoftwareImageURLCnf EventSoftwareUpdateCnf EventUsedConfigURL GetAutoDBBackup
        GetAutoDBBackupFileName GetAutoDBBackupFileNameResp GetAutoDBBackupResp GetConfigURL
        GetConfigURLResp GetDbTransferState GetDbTransferStateResp GetFile GetFileResp
        GetFlashMemUsage GetFlashMemUsageResp GetOMPURL GetOMPURLResp GetSoftwareImageURL
        GetSoftwareImageURLResp GetSoftwareUpdate GetSoftwareUpdateResp GetUsedConfigURL
        GetUsedConfigURLResp ManualDBBackup ManualDBBackupResp ManualDBRestore ManualDBRestoreResp
        ProtocolType PutFile PutFileResp SetAutoDBBackup SetAutoDBBackupResp SetConfigURL
        SetConfigURLResp SetOMPURL SetOMPURLResp SetSoftwareImageURL SetSoftwareImageURLResp
        SoftwareUpdate SoftwareUpdateResp URLType UpdateIMAConfigFile UpdateIMAConfigFileResp
    """,
    "firmware": """
        EventPPFirmwareURLCnf EventPPFirmwareUpdateCnf EventPPFirmwareUpdateOverview
        EventPPFirmwareUpdateStatus GetPPFirmwareURL GetPPFirmwareURLResp GetPPFirmwareUpdate
        GetPPFirmwareUpdateOverview GetPPFirmwareUpdateOverviewResp GetPPFirmwareUpdateResp
        GetPPFirmwareUpdateStatus GetPPFirmwareUpdateStatusResp PPFirmwareUpdateCauseStateType
        PPFirmwareUpdateOverviewStateType PPFirmwareUpdateStatusStateType PPFirmwareUpdateStatusType
        SetPPFirmwareURL SetPPFirmwareURLResp SetPPFirmwareUpdate SetPPFirmwareUpdateResp
    """,
    "handsets": """
        DECTSubscriptionModeType DECTSubscriptionStateType EventDECTAuthCodeCnf
        EventDECTSubscriptionMode EventDevAutoCreateCnf EventPPLink EventPPLogin
        EventPPLoginVariantCnf EventPPState EventPPTransaction EventPpProfileCnf
        EventRestrictedSubscriptionDurationCnf GetDECTAuthCode GetDECTAuthCodeResp
        GetDECTSubscriptionMode GetDECTSubscriptionModeResp GetDevAutoCreate GetDevAutoCreateResp
        GetLastPPDevAction GetLastPPDevActionResp GetPPLoginVariant GetPPLoginVariantResp GetPPState
        GetPPStateResp GetPpProfile GetPpProfileResp GetRestrictedSubscriptionDuration
        GetRestrictedSubscriptionDurationResp LastPPActionType PPLoginVariantTypeType
        PPRegServerType PPTransactionType PPUserCallStateType PPUserSIPEventType PpProfileType
        PpType SetDECTAuthCode SetDECTAuthCodeResp SetDECTSubscriptionMode
        SetDECTSubscriptionModeResp SetDevAutoCreate SetDevAutoCreateResp SetPPLink
        SetPPLoginVariant SetPPLoginVariantResp SetPpProfile SetPpProfileResp
        SetRestrictedSubscriptionDuration SetRestrictedSubscriptionDurationResp
    """,
    "licences": """
        EventEULAConfirmCnf EventLicenseCnf EventLicenseFile EventLicenseServerListCnf
        EventLicensedCodecLines EventPARKCnf EventPARKFromServerResult GetEULAConfirm
        GetEULAConfirmResp GetLicense GetLicenseResp GetLicenseServerList GetLicenseServerListResp
        GetLicensedCodecLines GetLicensedCodecLinesResp GetPARK GetPARKResp LicenseDataType
        LicenseFileTypeType LicenseSize LicenseViolation LicenseViolationReason PARKFromServer
        PARKFromServerResp SetEULAConfirm SetEULAConfirmResp SetLicenseServerList
        SetLicenseServerListResp SetPARK SetPARKResp
    """,
    "locating": """
        DECTLocateReject EventDECTLocate EventPositionHistory EventPositionInfo EventPositionRequest
        EventPositionTrack LocationType RequestPositionInfo RequestPositionInfoResp
        SetPPUserTracking SetPPUserTrackingResp VisibilityType
    """,
    "messaging": """
        CancelMessage CancelMessageResp DeleteMessage DeleteMessageResp EventMessageConfirmation
        EventMessageProgress EventMessageQueueEmpty EventMessageSend MessageConfirmType
        MessageContentType MessageEncodingType MessageFolderType MessageMelodyType
        MessagePriorityType MessageProgressType MessageType SendMessage SendMessageResp
    """,
    "mom": """
        ApplicationDataChannel CreateApplicationDataChannel DeleteApplicationDataChannel
        EventApplicationDataChannel EventApplicationDataChannelCnf EventEventFromMOM
        EventMOMControlState EventPreserveUserDeviceSyncOMMCnf EventRequestToMOM
        EventResponseFromMOM EventUserDeviceSyncOMMCnf GetMOMControlState
        GetPreserveUserDeviceSyncOMM GetPreserveUserDeviceSyncOMMResp GetUserDeviceSyncOMM
        RouteEventFromMOM RouteRequestToMOM RouteResponseFromMOM SetMOMControlState
        SetPreserveUserDeviceSyncOMM SetPreserveUserDeviceSyncOMMResp SetUserDeviceSyncOMM
    """,
    "network": """
        ActivateRemoteSystemDump ActivateRemoteSystemDumpResp DateTimeType DeleteEventLogBuffer
        DeleteEventLogBufferResp EventCoreDumpURLCnf EventEventLogBuffer EventEventLogBufferDelete
        EventEventLogEntry EventLogBufferEntryType EventLogBufferLevelType EventNTPServerCnf
        EventNetParamsCnf EventRemoteSystemDumpCnf EventSNMPCnf EventSyslogServerCnf
        EventTimeZoneCnf EventTimeZoneDetailsCnf EventTimeZoneList GetCoreDumpURL GetCoreDumpURLResp
        GetEventLogBuffer GetEventLogBufferResp GetNTPServer GetNTPServerResp GetNetParams
        GetNetParamsResp GetRemoteSystemDump GetRemoteSystemDumpResp GetSNMP GetSNMPResp
        GetSyslogServer GetSyslogServerResp GetTimeZone GetTimeZoneDetails GetTimeZoneDetailsResp
        GetTimeZoneList GetTimeZoneListResp GetTimeZoneResp IPAddressType ResetTimeZoneDetails
        ResetTimeZoneDetailsResp SetCoreDumpURL SetCoreDumpURLResp SetNTPServer SetNTPServerResp
        SetNetParams SetNetParamsResp SetRemoteSystemDump SetRemoteSystemDumpResp SetSNMP
        SetSNMPResp SetSyslogServer SetSyslogServerResp SetTimeZone SetTimeZoneDetails
        SetTimeZoneDetailsResp SetTimeZoneResp TimeZoneTypeShortType TimeZoneTypeType
    """,
    "radio": """
        DECTPagingAreaSizeValueType EventDECTEncryptionCnf EventDECTPagingAreaSizeCnf
        EventDECTPowerLimitCnf EventDECTPpSettingsCnf EventDECTRegDomainCnf EventSARICnf
        EventSysToneSchemeCnf GetDECTEncryption GetDECTEncryptionResp GetDECTPagingAreaSize
        GetDECTPagingAreaSizeResp GetDECTPowerLimit GetDECTPowerLimitResp GetDECTPpSettings
        GetDECTPpSettingsResp GetDECTRegDomain GetDECTRegDomainResp GetSARI GetSARIResp
        GetSysToneScheme GetSysToneSchemeResp SetDECTEncryption SetDECTEncryptionResp
        SetDECTPagingAreaSize SetDECTPagingAreaSizeResp SetDECTPowerLimit SetDECTPowerLimitResp
        SetDECTPpSettings SetDECTPpSettingsResp SetDECTRegDomain SetDECTRegDomainResp SetSARI
        SetSARIResp SetSysToneScheme SetSysToneSchemeResp
    """,
    "rfps": """
        CreateRFP CreateRFPResp DeleteRFP DeleteRFPCaptureList DeleteRFPCaptureListElem
        DeleteRFPCaptureListElemResp DeleteRFPCaptureListResp DeleteRFPResp EventPBXEnrolmentCnf
        EventRFPCapture EventRFPCaptureCnf EventRFPCnf EventRFPConnectAttempt EventRFPDetails
        EventRFPMCnf EventRFPSummary EventRFPSyncRel GetPBXEnrolment GetPBXEnrolmentResp GetRFP
        GetRFPCapture GetRFPCaptureList GetRFPCaptureListResp GetRFPCaptureResp GetRFPM GetRFPMResp
        GetRFPResp GetRFPSummary GetRFPSummaryResp GetRFPSync GetRFPSyncResp LicenseRFPType
        RFPHwTypeType RFPRadioTypeType RFPSyncOffsetType RFPSyncStateType RFPType RFPcapturedRFPType
        RequestRFPEnrollment RequestRFPEnrollmentResp SetPBXEnrolment SetPBXEnrolmentResp SetRFP
        SetRFPCapture SetRFPCaptureResp SetRFPM SetRFPMResp SetRFPResp
    """,
    "session": """
        ClientInfo CmdType DECTSubscribeReject EventClientInfo EventDECTSubscribe
        EventPermissionChange EventType GetPublicKey GetPublicKeyResp GetVersions GetVersionsResp
        Limits LimitsResp Open OpenResp PermissionType Ping PingResp PublicKeyType ResponseCodeType
        Subscribe SubscribeApplicationDataChannel SubscribeCmdType SubscribeResp VersionType
    """,
    "sip": """
        CallerDeterminationType ContactMatchingModeType EventAdvancedSIPCnf EventBackupSIPCnf
        EventBasicSIPCnf EventPortRangeSIPCnf EventRegistrationTrafficShapingCnf EventSecureSIPCnf
        GetAdvancedSIP GetAdvancedSIPResp GetBackupSIP GetBackupSIPResp GetBasicSIP GetBasicSIPResp
        GetPortRangeSIP GetPortRangeSIPResp GetRegistrationTrafficShaping
        GetRegistrationTrafficShapingResp GetSecureSIP GetSecureSIPResp SIPPortRangeType
        SSLMethodType SetAdvancedSIP SetAdvancedSIPResp SetBackupSIP SetBackupSIPResp SetBasicSIP
        SetBasicSIPResp SetPortRangeSIP SetPortRangeSIPResp SetRegistrationTrafficShaping
        SetRegistrationTrafficShapingResp SetSecureSIP SetSecureSIPResp TransportProtType
    """,
    "sites": """
        CreateSite CreateSiteResp DeleteSite DeleteSiteResp EventSiteCnf EventSiteSummary GetSite
        GetSiteResp GetSiteSummary GetSiteSummaryResp SetSite SetSiteResp SiteSTRPType SiteType
    """,
    "statistics": """
        EventRFPIpQuality EventRFPMediaStreamQuality EventRFPState EventRFPSyncQuality
        GetRFPIpQuality GetRFPIpQualityResp GetRFPMediaStreamQuality GetRFPMediaStreamQualityResp
        GetRFPStatistic GetRFPStatisticConfig GetRFPStatisticConfigResp GetRFPStatisticResp
        GetRFPSyncQuality GetRFPSyncQualityResp GetSysStatisticConfig GetSysStatisticConfigResp
        GetSysStatisticMinMax GetSysStatisticMinMaxRecord GetSysStatisticMinMaxRecordResp
        GetSysStatisticMinMaxResp GetSysStatisticMinMaxSummary GetSysStatisticMinMaxSummaryResp
        GetSysStatisticOccurrence GetSysStatisticOccurrenceResp RFPIpQualityType
        RFPMediaStreamQualityType RFPStatDataType RFPStatHeadType RFPStatNameType RFPSyncQualityType
        ResetRFPMediaStreamQuality ResetRFPMediaStreamQualityResp ResetRFPStatistic
        ResetRFPStatisticResp ResetSysStatistic ResetSysStatisticResp SysRecHeaderType
        SysStatNameType
    """,
    "system": """
        EventAdditionalSettingsCnf EventIMACnf EventSpecialBrandingCnf EventStbStateChange
        EventSystemNameCnf EventSystemProvUpdTrigCnf EventUserDataImport EventUserDataServerCnf
        GetAdditionalSettings GetAdditionalSettingsResp GetIMA GetIMAResp GetSpecialBranding
        GetSpecialBrandingResp GetStbState GetStbStateResp GetSystemName GetSystemNameResp
        GetSystemProvUpdTrig GetSystemProvUpdTrigResp GetUserDataServer GetUserDataServerResp
        ManualUserDataImport ManualUserDataImportResp OmmStbStateType SetAdditionalSettings
        SetAdditionalSettingsResp SetIMA SetIMAResp SetSpecialBranding SetSpecialBrandingResp
        SetSystemName SetSystemNameResp SetSystemProvUpdTrig SetSystemProvUpdTrigResp
        SetUserDataServer SetUserDataServerResp SystemRestart SystemRestartResp
    """,
    "users": """
        ConferenceServerType CreatePPUser CreatePPUserResp DeletePPUser DeletePPUserResp
        EventPPSIPDeregistered EventPPUserCnf EventPPUserMovedLocally EventPPUserSummary
        EventPreserveUserDeviceRelationCnf EventUserMonitoringCnf GetPPUser GetPPUserByNumber
        GetPPUserByNumberResp GetPPUserResp GetPPUserSummary GetPPUserSummaryResp
        GetPreserveUserDeviceRelation GetPreserveUserDeviceRelationResp GetUserMonitoring
        GetUserMonitoringResp IncominCallHandlingType PPSIPDeregister PPSIPRegister
        PPUserCallForwardStateType PPUserLanguageType PPUserMonitoringModeType
        PPUserMonitoringStateType PPUserType SetPPUser SetPPUserDevRelation SetPPUserDevRelationResp
        SetPPUserResp SetPreserveUserDeviceRelation SetPreserveUserDeviceRelationResp
        SetUserMonitoring SetUserMonitoringResp
    """,
    "video": """
        CreateVideoDev CreateVideoDevResp DeleteVideoDev DeleteVideoDevResp EventVideoDevCnf
        EventVideoDevLink EventVideoDevSummary GetVideoDev GetVideoDevLink GetVideoDevLinkResp
        GetVideoDevResp GetVideoDevSummary GetVideoDevSummaryResp SetVideoDev SetVideoDevResp
        VideoDevResolutionType VideoDevStateType VideoDevType
    """,
    "wlan": """
        ACLEntryTypeType CreateACLEntry CreateACLEntryResp CreateWLANProfile CreateWLANProfileResp
        DeleteACLEntry DeleteACLEntryResp DeleteWLANProfile DeleteWLANProfileResp EventACLCnf
        EventWLANClient EventWLANProfileCnf EventWLANRegDomainCnf GetACLEntry GetACLEntryResp
        GetFACList GetFACListResp GetWLANClients GetWLANClientsResp GetWLANProfile
        GetWLANProfileResp GetWLANRegDomain GetWLANRegDomainList GetWLANRegDomainListResp
        GetWLANRegDomainResp SetACLEntry SetACLEntryResp SetFACList SetFACListResp SetWLANProfile
        SetWLANProfileResp SetWLANRegDomain SetWLANRegDomainResp WLANAntennaType WLANChannelHtType
        WLANChannelType WLANClientType WLANPProfileSecurityType WLANPowerType
        WLANProfileKeyLengthType WLANProfileModeType WLANProfileProfileType WLANProfileQosType
        WLANProfileRateType WLANProfileType WLANProfileWPAType WLANRegDomainTypeType
        WLANSSIDProfileType
    """,
}

"""The messages of SECS-II (SEMI E5) as data: one row each.

Columns: stream and function, direction (H host, E equipment), whether a reply is expected (``W``
yes, ``(W)`` as the sender likes), mnemonic, name, body. Notation of the body: ``-`` none, ``*``
anything, ``{A, B}`` a list of exactly these, ``[X..]`` a list of any number of X, ``name:`` in
front of a list its name in Python, ``/`` between the bodies of the two directions. Data items are
in :mod:`twisted_telco.secs.dataitems`. Functions 0 (abort) exist in every stream and have no row.
An indented line continues the one above.
"""

MESSAGES = """
S1F1   | H<->E | W   | R     | Are You There Request | -
S1F2   | H<->E |     | D     | On Line Data | {MDLN, SOFTREV} / {}
S1F3   | H->E  | W   | SSR   | Selected Equipment Status Request | [SVID..]
S1F4   | E->H  |     | SSD   | Selected Equipment Status Data | [SV..]
S1F5   | H->E  | W   | FSR   | Formatted Status Request | SFCD
S1F6   | E->H  |     | FSD   | Formatted Status Data | *
S1F7   | H->E  | W   | FFR   | Fixed Form Request | SFCD
S1F8   | E->H  |     | FFD   | Fixed Form Data | *
S1F9   | H->E  | W   | TSR   | Material Transfer Status Request | -
S1F10  | E->H  |     | TSD   | Material Transfer Status Data | {[TSIP..], [TSOP..]}
S1F11  | H->E  | W   | SVNR  | Status Variable Namelist Request | [SVID..]
S1F12  | E->H  |     | SVN   | Status Variable Namelist Reply | variables:[{SVID, SVNAME,
         UNITS}..]
S1F13  | H<->E | W   | CR    | Establish Communications Request | {MDLN, SOFTREV} / {}
S1F14  | H<->E |     | CRA   | Establish Communications Request Acknowledge | {COMMACK, {MDLN,
         SOFTREV}} / {COMMACK, {}}
S1F15  | H->E  | W   | ROFL  | Request OFF-LINE | -
S1F16  | E->H  |     | OFLA  | OFF-LINE Acknowledge | OFLACK
S1F17  | H->E  | W   | RONL  | Request ON-LINE | -
S1F18  | E->H  |     | ONLA  | ON-LINE Acknowledge | ONLACK
S1F19  | H<->E | W   | GA    | Get Attribute | {OBJTYPE, [OBJID..], [ATTRID..]}
S1F20  | H<->E |     | AD    | Attribute Data | {objects:[[ATTRDATA..]..], errors:[{ERRCODE,
         ERRTEXT}..]}
S1F21  | H->E  | W   | DVNR  | Data Variable Namelist Request | [VID..]
S1F22  | E->H  |     | DVN   | Data Variable Namelist | variables:[{VID, DVVALNAME, UNITS}..]
S1F23  | H->E  | W   | CENR  | Collection Event Namelist Request | [CEID..]
S1F24  | E->H  |     | CEN   | Collection Event Namelist | events:[{CEID, CENAME, [VID..]}..]

S2F1   | H<->E | W   | SPI   | Service Program Load Inquire | {SPID, LENGTH}
S2F2   | H<->E |     | SPG   | Service Program Load Grant | GRANT
S2F3   | H<->E | W   | SPS   | Service Program Send | SPD
S2F4   | H<->E |     | SPA   | Service Program Send Acknowledge | SPAACK
S2F5   | H<->E | W   | SPR   | Service Program Load Request | SPID
S2F6   | H<->E |     | SPD   | Service Program Load Data | SPD
S2F7   | H->E  | W   | CSS   | Service Program Run Send | SPID
S2F8   | E->H  |     | CSA   | Service Program Run Acknowledge | CSAACK
S2F9   | H->E  | W   | SRR   | Service Program Results Request | SPID
S2F10  | E->H  |     | SRD   | Service Program Results Data | SPR
S2F11  | H<->E | W   | SDR   | Service Program Directory Request | -
S2F12  | H<->E |     | SDD   | Service Program Directory Data | [SPID..]
S2F13  | H->E  | W   | ECR   | Equipment Constant Request | [ECID..]
S2F14  | E->H  |     | ECD   | Equipment Constant Data | [ECV..]
S2F15  | H->E  | W   | ECS   | New Equipment Constant Send | constants:[{ECID, ECV}..]
S2F16  | E->H  |     | ECA   | New Equipment Constant Acknowledge | EAC
S2F17  | H<->E | W   | DTR   | Date and Time Request | -
S2F18  | H<->E |     | DTD   | Date and Time Data | TIME
S2F19  | H->E  | W   | RIS   | Reset/Initialize Send | RIC
S2F20  | E->H  |     | RIA   | Reset Acknowledge | RAC
S2F21  | H->E  | (W) | RCS   | Remote Command Send | RCMD
S2F22  | E->H  |     | RCA   | Remote Command Acknowledge | CMDA
S2F23  | H->E  | W   | TIS   | Trace Initialize Send | {TRID, DSPER, TOTSMP, REPGSZ, [SVID..]}
S2F24  | E->H  |     | TIA   | Trace Initialize Acknowledge | TIAACK
S2F25  | H<->E | W   | LDR   | Loopback Diagnostic Request | ABS
S2F26  | H<->E |     | LDD   | Loopback Diagnostic Data | ABS
S2F27  | H->E  | W   | IPR   | Initiate Processing Request | {LOC, PPID, [MID..]}
S2F28  | E->H  |     | IPA   | Initiate Processing Acknowledge | CMDA
S2F29  | H->E  | W   | ECNR  | Equipment Constant Namelist Request | [ECID..]
S2F30  | E->H  |     | ECN   | Equipment Constant Namelist | constants:[{ECID, ECNAME, ECMIN,
         ECMAX, ECDEF, UNITS}..]
S2F31  | H->E  | W   | DTS   | Date and Time Set Request | TIME
S2F32  | E->H  |     | DTA   | Date and Time Set Acknowledge | TIACK
S2F33  | H->E  | W   | DR    | Define Report | {DATAID, reports:[{RPTID, [VID..]}..]}
S2F34  | E->H  |     | DRA   | Define Report Acknowledge | DRACK
S2F35  | H->E  | W   | LER   | Link Event Report | {DATAID, events:[{CEID, [RPTID..]}..]}
S2F36  | E->H  |     | LERA  | Link Event Report Acknowledge | LRACK
S2F37  | H->E  | W   | EDER  | Enable/Disable Event Report | {CEED, [CEID..]}
S2F38  | E->H  |     | EERA  | Enable/Disable Event Report Acknowledge | ERACK
S2F39  | H->E  | W   | DMBI  | Multi-block Inquire | {DATAID, DATALENGTH}
S2F40  | E->H  |     | DMBG  | Multi-block Grant | GRANT
S2F41  | H->E  | W   | HCS   | Host Command Send | {RCMD, parameters:[{CPNAME, CPVAL}..]}
S2F42  | E->H  |     | HCA   | Host Command Acknowledge | {HCACK, parameters:[{CPNAME,
         CPACK}..]}
S2F43  | H->E  | W   | RSSF  | Reset Spooling Streams and Functions | streams:[{STRID,
         [FCNID..]}..]
S2F44  | E->H  |     | RSA   | Reset Spooling Acknowledge | {RSPACK, streams:[{STRID, STRACK,
         [FCNID..]}..]}
S2F45  | H->E  | W   | DVLA  | Define Variable Limit Attributes | {DATAID, variables:[{VID,
         limits:[{LIMITID, {UPPERDB, LOWERDB}}..]}..]}
S2F46  | E->H  |     | VLAA  | Variable Limit Attribute Acknowledge | {VLAACK, variables:[{VID,
         LVACK, {LIMITID, LIMITACK}}..]}
S2F47  | H->E  | W   | VLAR  | Variable Limit Attribute Request | [VID..]
S2F48  | E->H  |     | VLAS  | Variable Limit Attributes Send | variables:[{VID, {UNITS,
         LIMITMIN, LIMITMAX, limits:[{LIMITID, UPPERDB, LOWERDB}..]}}..]
S2F49  | H->E  | W   |       | Enhanced Remote Command | {DATAID, OBJSPEC, RCMD,
         parameters:[{CPNAME, CEPVAL}..]}
S2F50  | E->H  |     |       | Enhanced Remote Command Acknowledge | {HCACK,
         parameters:[{CPNAME, CPACK}..]}

S5F1   | E->H  | (W) | ARS   | Alarm Report Send | {ALCD, ALID, ALTX}
S5F2   | H->E  |     | ARA   | Alarm Report Acknowledge | ACKC5
S5F3   | H->E  | (W) | EAS   | Enable/Disable Alarm Send | {ALED, ALID}
S5F4   | E->H  |     | EAA   | Enable/Disable Alarm Acknowledge | ACKC5
S5F5   | H->E  | W   | LAR   | List Alarms Request | [ALID..]
S5F6   | E->H  |     | LAD   | List Alarm Data | alarms:[{ALCD, ALID, ALTX}..]
S5F7   | H->E  | W   | LEAR  | List Enabled Alarm Request | -
S5F8   | E->H  |     | LEAD  | List Enabled Alarm Data | alarms:[{ALCD, ALID, ALTX}..]
S5F9   | E->H  | (W) | EXPN  | Exception Post Notify | {TIMESTAMP, EXID, EXTYPE, EXMESSAGE,
         [EXRECVRA..]}
S5F10  | H->E  |     | EXPC  | Exception Post Confirm | -
S5F11  | E->H  | (W) | EXCN  | Exception Clear Notify | {TIMESTAMP, EXID, EXTYPE, EXMESSAGE}
S5F12  | H->E  |     | EXCC  | Exception Clear Confirm | -
S5F13  | H->E  | W   | EXRR  | Exception Recover Request | {EXID, EXRECVRA}
S5F14  | E->H  |     | EXRA  | Exception Recover Acknowledge | {EXID, {ACKA, {ERRCODE,
         ERRTEXT}}}
S5F15  | E->H  | (W) | EXRCN | Exception Recovery Complete Notify | {TIMESTAMP, EXID, {ACKA,
         {ERRCODE, ERRTEXT}}}
S5F16  | H->E  |     | EXRCC | Exception Recovery Complete Confirm | -
S5F17  | H->E  | W   | EXRAR | Exception Recovery Abort Request | EXID
S5F18  | E->H  |     | EXRAA | Exception Recovery Abort Acknowledge | {EXID, {ACKA, {ERRCODE,
         ERRTEXT}}}

S6F1   | E->H  | (W) | TDS   | Trace Data Send | {TRID, SMPLN, STIME, [SV..]}
S6F2   | H->E  |     | TDA   | Trace Data Acknowledge | ACKC6
S6F3   | E->H  | W   | DVS   | Discrete Variable Data Send | {DATAID, CEID, datasets:[{DSID,
         values:[{DVNAME, DVVAL}..]}..]}
S6F4   | H->E  |     | DVA   | Discrete Variable Data Acknowledge | ACKC6
S6F5   | E->H  | W   | MBI   | Multi-block Data Send Inquire | {DATAID, DATALENGTH}
S6F6   | H->E  |     | MBG   | Multi-block Grant | GRANT6
S6F7   | H->E  | W   | DTR   | Data Transfer Request | DATAID
S6F8   | E->H  |     | DTD   | Data Transfer Data | {DATAID, CEID, datasets:[{DSID,
         values:[{DVNAME, DVVAL}..]}..]}
S6F9   | E->H  | W   | FVS   | Formatted Variable Send | {PFCD, DATAID, CEID, datasets:[{DSID,
         [DVVAL..]}..]}
S6F10  | H->E  |     | FVA   | Formatted Variable Acknowledge | ACKC6
S6F11  | E->H  | W   | ERS   | Event Report Send | {DATAID, CEID, reports:[{RPTID, [V..]}..]}
S6F12  | H->E  |     | ERA   | Event Report Acknowledge | ACKC6
S6F13  | E->H  | W   | AERS  | Annotated Event Report Send | {DATAID, CEID, reports:[{RPTID,
         variables:[{VID, V}..]}..]}
S6F14  | H->E  |     | AERA  | Annotated Event Report Acknowledge | ACKC6
S6F15  | H->E  | W   | ERR   | Event Report Request | CEID
S6F16  | E->H  |     | ERD   | Event Report Data | {DATAID, CEID, reports:[{RPTID, [V..]}..]}
S6F17  | H->E  | W   | AERR  | Annotated Event Report Request | CEID
S6F18  | E->H  |     | AERD  | Annotated Event Report Data | {DATAID, CEID, reports:[{RPTID,
         variables:[{VID, V}..]}..]}
S6F19  | H->E  | W   | IRR   | Individual Report Request | RPTID
S6F20  | E->H  |     | IRD   | Individual Report Data | [V..]
S6F21  | H->E  | W   | AIRR  | Annotated Individual Report Request | RPTID
S6F22  | E->H  |     | AIRD  | Annotated Individual Report Data | variables:[{VID, V}..]
S6F23  | H->E  | W   | RSD   | Request Spooled Data | RSDC
S6F24  | E->H  |     | RSDAS | Request Spooled Data Acknowledgement Send | RSDA
S6F25  | H<->E | W   | NRS   | Notification Report Send | {DATAID, OPID, LINKID, RCPSPEC,
         RMCHGSTAT, attributes:[{RCPATTRID, RCPATTRDATA}..], {RMACK, errors:[{ERRCODE,
         ERRTEXT}..]}}
S6F26  | H<->E |     | NRA   | Notification Report Send Acknowledge | ACKC6
S6F27  | E->H  | W   | TRS   | Trace Report Send | {DATAID, TRID, samples:[[{RPTID,
         [V..]}..]..]}
S6F28  | H->E  |     | TRSA  | Trace Report Send Acknowledge | TRID
S6F29  | H->E  | W   | TRR   | Trace Report Request | TRID
S6F30  | E->H  |     | TRD   | Trace Report Data | {TRID, reports:[{RPTID, [V..]}..], ERRCODE}

S7F1   | H<->E | W   | PPI   | Process Program Load Inquire | {PPID, LENGTH}
S7F2   | H<->E |     | PPG   | Process Program Load Grant | PPGNT
S7F3   | H<->E | W   | PPS   | Process Program Send | {PPID, PPBODY}
S7F4   | H<->E |     | PPA   | Process Program Acknowledge | ACKC7
S7F5   | H<->E | W   | PPR   | Process Program Request | PPID
S7F6   | H<->E |     | PPD   | Process Program Data | {PPID, PPBODY}
S7F17  | H->E  | W   | DPS   | Delete Process Program Send | [PPID..]
S7F18  | E->H  |     | DPA   | Delete Process Program Acknowledge | ACKC7
S7F19  | H->E  | W   | RER   | Current EPPD Request | -
S7F20  | E->H  |     | RED   | Current EPPD Data | [PPID..]

S9F1   | E->H  |     | UDN   | Unrecognized Device ID | MHEAD
S9F3   | E->H  |     | USN   | Unrecognized Stream Type | MHEAD
S9F5   | E->H  |     | UFN   | Unrecognized Function Type | MHEAD
S9F7   | E->H  |     | IDN   | Illegal Data | MHEAD
S9F9   | E->H  |     | TTN   | Transaction Timer Timeout | SHEAD
S9F11  | E->H  |     | DLN   | Data Too Long | MHEAD
S9F13  | E->H  |     | CTN   | Conversation Timeout | {MEXP, EDID}

S10F1  | E->H  | (W) | TRN   | Terminal Request | {TID, TEXT}
S10F2  | H->E  |     | TRA   | Terminal Request Acknowledge | ACKC10
S10F3  | H->E  | (W) | VTN   | Terminal Display, Single | {TID, TEXT}
S10F4  | E->H  |     | VTA   | Terminal Display, Single Acknowledge | ACKC10

S12F1  | E->H  | W   | MSDS  | Map Set-up Data Send | {MID, IDTYP, FNLOC, FFROT, ORLOC, RPSEL,
         [REFP..], DUTMS, XDIES, YDIES, ROWCT, COLCT, NULBC, PRDCT, PRAXI}
S12F2  | H->E  |     | MSDA  | Map Set-up Data Acknowledge | SDACK
S12F3  | E->H  | W   | MSDR  | Map Set-up Data Request | {MID, IDTYP, MAPFT, FNLOC, FFROT,
         ORLOC, PRAXI, BCEQU, NULBC}
S12F4  | H->E  |     | MSD   | Map Set-up Data | {MID, IDTYP, FNLOC, ORLOC, RPSEL, [REFP..],
         DUTMS, XDIES, YDIES, ROWCT, COLCT, PRDCT, BCEQU, NULBC, MLCL}
S12F5  | E->H  | W   | MAPTI | Map Transmit Inquire | {MID, IDTYP, MAPFT, MLCL}
S12F6  | H->E  |     | MAPTG | Map Transmit Grant | GRNT1
S12F7  | E->H  | W   | MDS1  | Map Data Send Type 1 | {MID, IDTYP, rows:[{RSINF, BINLT}..]}
S12F8  | H->E  |     | MDA1  | Map Data Acknowledge Type 1 | MDACK
S12F9  | E->H  | W   | MDS2  | Map Data Send Type 2 | {MID, IDTYP, STRP, BINLT}
S12F10 | H->E  |     | MDA2  | Map Data Acknowledge Type 2 | MDACK
S12F11 | E->H  | W   | MDS3  | Map Data Send Type 3 | {MID, IDTYP, dies:[{XYPOS, BINLT}..]}
S12F12 | H->E  |     | MDA3  | Map Data Acknowledge Type 3 | MDACK
S12F13 | E->H  | W   | MDR1  | Map Data Request Type 1 | {MID, IDTYP}
S12F14 | H->E  |     | MD1   | Map Data Type 1 | {MID, IDTYP, rows:[{RSINF, BINLT}..]}
S12F15 | E->H  | W   | MDR2  | Map Data Request Type 2 | {MID, IDTYP}
S12F16 | H->E  |     | MD2   | Map Data Type 2 | {MID, IDTYP, STRP, BINLT}
S12F17 | E->H  | W   | MDR3  | Map Data Request Type 3 | {MID, IDTYP, SDBIN}
S12F18 | H->E  |     | MD3   | Map Data Type 3 | {MID, IDTYP, dies:[{XYPOS, BINLT}..]}
S12F19 | H<->E | (W) | MERS  | Map Error Report Send | {MAPER, DATLC}

S14F1  | H<->E | W   | GAR   | GetAttr Request | {OBJSPEC, OBJTYPE, [OBJID..],
         qualifiers:[{ATTRID, ATTRDATA, ATTRRELN}..], [ATTRID..]}
S14F2  | H<->E |     | GAD   | GetAttr Data | {objects:[{OBJID, attributes:[{ATTRID,
         ATTRDATA}..]}..], {OBJACK, errors:[{ERRCODE, ERRTEXT}..]}}
S14F3  | H<->E | W   | SAR   | SetAttr Request | {OBJSPEC, OBJTYPE, [OBJID..],
         attributes:[{ATTRID, ATTRDATA}..]}
S14F4  | H<->E |     | SAD   | SetAttr Data | {objects:[{OBJID, attributes:[{ATTRID,
         ATTRDATA}..]}..], {OBJACK, errors:[{ERRCODE, ERRTEXT}..]}}
"""

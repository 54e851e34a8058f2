"""The data items of SECS-II (SEMI E5) as data: one row each.

Columns: name, formats, the most elements (characters, bytes, numbers) where E5 sets a limit, what
the codes mean. ``uint`` and ``sint`` are the four unsigned and the four signed integers, ``int``
both, ``num`` these and the floats, ``any`` all but W. Formats after ``+`` are not in E5 but
insisted on by equipment built with secsgem. An indented line continues the one above.
"""

ITEMS = """
ABS           | B
ACKA          | BOOLEAN | 1 | true = success
ACKC10        | B | 1 | 0 shown; 1 will not be shown; 2 no such terminal
ACKC13        | B
ACKC3         | B |  | 0 accepted; 1.. error
ACKC5         | B | 1 | 0 accepted; 1.. error
ACKC6         | B | 1 | 0 accepted; 1.. error
ACKC7         | B | 1 | 0 accepted; 1 permission not granted; 2 length error; 3 matrix overflow;
         4 PPID not found; 5 mode not supported; 6 will be done later
ACKC7A        | U1 I1
ALCD          | B | 1 | bit 8 (0x80): 1 = set, 0 = cleared; bits 1-7 category: 1 personal
         safety, 2 equipment safety, 3 parameter warning, 4 parameter error, 5 irrecoverable, 6
         equipment status warning, 7 attention, 8 data integrity, 9.. other
ALED          | B | 1 | bit 8 (0x80) set = enable, clear = disable
ALID          | int
ALTX          | A | 120
ATTRDATA      | num L B BOOLEAN A
ATTRID        | uint A
ATTRRELN      | U1 |  | 0 =; 1 !=; 2 <; 3 <=; 4 >; 5 >=; 6 present; 7 absent
BCEQU         | A U1
BINLT         | A U1
CAACK         | U1 |  | 0 ok; 1.. refused, see ERRCODE list
CARRIERACTION | A
CCODE         | A U2 U4 I2 I4
CEED          | BOOLEAN | 1 | true enable, false disable
CEID          | int A
CENAME        | A
CEPACK        | L U1 + B |  | 0 ok; 1 CPNAME unknown; 2 value illegal; 3 format illegal; 4
         CPNAME not valid here
CEPVAL        | any
CMDA          | U1 I1 |  | 0 done; 1 no such command; 2 not now
COLCT         | uint
COMMACK       | B | 1 | 0 accepted; 1 denied, try again
CPACK         | B | 1 | 1 CPNAME unknown; 2 value illegal; 3 format illegal
CPNAME        | int A
CPVAL         | int B BOOLEAN A J |  | newer E5: any format also
CSAACK        | B |  | 0 ok; 1 busy; 2 bad SPID; 3 bad data
DATAID        | int A
DATALENGTH    | int
DATLC         | U1
DRACK         | B | 1 | 0 ok; 1 no space; 2 bad format; 3 a RPTID is already defined; 4 a VID
         does not exist
DSID          | int A
DSPER         | A |  | "hhmmss" or "hhmmsscc"
DUTMS         | A
DVNAME        | int A
DVVAL         | any
DVVALNAME     | A
EAC           | B | 1 | 0 ok; 1 a constant does not exist; 2 busy; 3 a value out of range
ECDEF         | num B BOOLEAN A J
ECID          | int A
ECMAX         | num B BOOLEAN A J
ECMIN         | num B BOOLEAN A J
ECNAME        | A
ECV           | num B BOOLEAN A J + L
EDID          | int B A
ERACK         | B | 1 | 0 ok; 1 a CEID does not exist
ERRCODE       | uint + sint |  | 0 none; 1-7 object specifier, target type, instance, attribute
         name, read-only, object type, attribute value; 8 syntax; 9 verification; 10 validation;
         11 id in use; 12-13 parameters wrong, too few; 14 option unsupported; 15 busy; 16 not
         available; 17 not in this state; 18-20 no, some, all material processed; 21 recipe;
         22-27 failed in process, not in process, no material, aborted, stopped, cancelled; 28
         recipe cannot change; 29 unknown event; 30 duplicate report; 31 unknown report; 32
         report not linked; 33-34 unknown, duplicate trace; 35 too many reports; 36 sample
         period; 37 group size; 38-42 exception recovery; 43-45 table; 46 token; 47 parameter;
         48-50 load port missing, in use, no carrier; 64-32767 user; 32768-32784 material
         handling results
ERRTEXT       | A | 120
ERRW7         | A
EXID          | A | 20
EXMESSAGE     | A
EXRECVRA      | A | 40
EXTYPE        | A
FCNID         | U1 | 1 | function number
FFROT         | U2
FNLOC         | U2
GRANT         | B |  | 0 granted; 1 busy, try again; 2 no space; 3 DATAID in use
GRANT6        | B | 1 | 0 granted; 1 busy, try again; 2 not interested
GRNT1         | B | 1 | 0 ok; 1 busy; 2 no space; 3 map too large; 4 duplicate id; 5 material
         unknown; 6 map format unknown
HCACK         | B | 1 | 0 done; 1 no such command; 2 cannot now; 3 a parameter is invalid; 4
         accepted, completion is signalled by an event; 5 already in that condition; 6 no such
         object
IDTYP         | B | 1 | 0 wafer; 1 cassette; 2 film frame
LENGTH        | int
LIMITACK      | B | 1 | 1 LIMITID unknown; 2 UPPERDB > LIMITMAX; 3 LOWERDB < LIMITMIN; 4 UPPERDB
         < LOWERDB; 5 format illegal; 6 text is no number; 7 limit given twice
LIMITID       | B | 1
LIMITMAX      | num BOOLEAN A | 1
LIMITMIN      | num BOOLEAN A | 1
LINKID        | U4
LOC           | B
LOWERDB       | num BOOLEAN A | 1
LRACK         | B | 1 | 0 ok; 1 no space; 2 bad format; 3 a CEID link exists already; 4 a CEID
         does not exist; 5 a RPTID does not exist
LVACK         | B | 1 | 1 no such variable; 2 it has no limits; 3 variable given twice; 4 limit
         error, see LIMITACK
MAPER         | B | 1 | 0 id unknown; 1 bad data; 2 format error
MAPFT         | B | 1 | 0 row; 1 array; 2 coordinate
MDACK         | B | 1 | 0 ok; 1 format error; 2 no such id; 3 abort map
MDLN          | A | 20
MEXP          | A | 6 | "SxxFyy" that was expected
MHEAD         | B | 10 | 10-byte header of the offending message
MID           | B A | 80
MIDAC         | B |  | 0 ok; 1.. refused
MIDRA         | B
MLCL          | uint
NULBC         | A U1
OBJACK        | U1 | 1 | 0 ok; 1 error
OBJID         | uint A
OBJSPEC       | A
OBJTYPE       | uint A
OFLACK        | B | 1 | 0 ok
ONLACK        | B | 1 | 0 ok; 1 not allowed; 2 already on-line
OPID          | uint
ORLOC         | B | 1 | 0 centre die; 1 upper right; 2 upper left; 3 lower left; 4 lower right
PFCD          | B
PPARM         | num BOOLEAN A
PPBODY        | int B A
PPGNT         | B | 1 | 0 ok; 1 have it already; 2 no space; 3 bad PPID; 4 busy, try later; 5
         will not accept
PPID          | B A | 120
PRAXI         | B | 1 | 0-3 rows (top/bottom, increasing/decreasing); 4-7 columns (left/right,
         increasing/decreasing)
PRDCT         | uint
RAC           | U1 I1
RCMD          | A U1 I1
RCPATTRDATA   | num L B BOOLEAN A
RCPATTRID     | A
RCPSPEC       | A
REFP          | sint
REPGSZ        | int A
RIC           | U1 I1
RMACK         | U1 |  | 0 ok; 1 cannot; 2 done with errors; 3 will be done; 4 no such request
RMCHGSTAT     | uint
ROWCT         | uint
RPSEL         | U1
RPTID         | int A
RSDA          | B | 1 | 0 ok; 1 busy, try later; 2 no spooled data
RSDC          | U1 | 1 | 0 transmit; 1 purge
RSINF         | sint | 3
RSPACK        | B | 1 | 0 ok; 1 rejected, see STRACK
SDACK         | B | 1 | 0 ok
SDBIN         | B | 1 | 0 send bin list; 1 do not
SEQNUM        | int
SFCD          | B
SHEAD         | B | 10 | 10-byte header of the message that got no reply
SMPLN         | int
SOFTREV       | A | 20
SPAACK        | B |  | 0 ok; 1 bad data
SPD           | B
SPID          | A
SPR           | any
STIME         | A | 32 | like TIME
STRACK        | B | 1 | 1 not allowed for this stream; 2 stream unknown; 3 function unknown; 4 a
         secondary function was named
STRID         | U1 | 1 | stream number
STRP          | sint | 2
SV            | any
SVID          | int A
SVNAME        | A
TEXT          | int B A W |  | W only for localized text
TIAACK        | B | 1 | 0 ok; 1 too many SVIDs; 2 no more traces; 3 bad period; 4 SVID unknown;
         5 REPGSZ invalid
TIACK         | B |  | 0 ok; 1 not done
TID           | B | 1 | 0 = the main terminal
TIME          | A | 32 | 12, 16 or up to 32 characters, see Clock
TIMESTAMP     | A | 32
TOTSMP        | int A
TRID          | int A
TSIP          | B
TSOP          | B
UNITS         | A
UPPERDB       | num BOOLEAN A | 1
V             | any
VID           | int A
VLAACK        | B | 1 | 0 ok; 1 limit definition error; 2 cannot now
XDIES         | uint F4 F8
XYPOS         | sint | 2
YDIES         | uint F4 F8
"""

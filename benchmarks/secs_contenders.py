"""The programs that :mod:`benchmarks.secs` measures: ``NAME JOB TIMES``.

Names: ``ours``, ``secsgem``, ``floor`` (struct and array, no items). Prints one line of JSON.
"""

from __future__ import annotations

import json
import struct
import sys
import time
from array import array
from collections.abc import Callable
from typing import Any

REPORTS = 4
GROUPS = 5
FLOATS = [n * 0.25 for n in range(10_000)]


def _secsgem() -> dict[str, Callable[[], Any]]:
    import secsgem.secs.variables as v
    from secsgem.secs import functions

    def values() -> list[Any]:
        return [
            value
            for n in range(GROUPS)
            for value in (v.String(f"LOT-{n}"), v.F4(12.5), v.Boolean(False), v.U4(n), v.I2(-1))
        ]

    def build() -> Any:
        return functions.SecsS06F11(
            {
                "DATAID": v.U4(77),
                "CEID": v.U4(5001),
                "RPT": [{"RPTID": v.U4(1000 + r), "V": values()} for r in range(REPORTS)],
            }
        )

    built = build()
    report = built.encode()
    floats = v.F4(FLOATS).encode()

    def decode() -> Any:
        message = functions.SecsS06F11()
        message.decode(report)
        return message

    def decode_floats() -> Any:
        item = v.F4()
        item.decode(floats)
        return item

    return {
        "build-encode": lambda: build().encode(),
        "decode": decode,
        "decode-values": lambda: decode().get(),
        "floats-encode": lambda: v.F4(FLOATS).encode(),
        "floats-array": decode_floats,
        "floats-list": lambda: decode_floats().get(),
    }


def _ours() -> dict[str, Callable[[], Any]]:
    from twisted_telco import secs
    from twisted_telco.secs import BOOLEAN, F4, I2, U4, A, L

    def values() -> list[Any]:
        return [
            value
            for n in range(GROUPS)
            for value in (A(f"LOT-{n}"), F4(12.5), BOOLEAN(False), U4(n), I2(-1))
        ]

    def build() -> Any:
        return L(U4(77), U4(5001), L(*[L(U4(1000 + r), L(*values())) for r in range(REPORTS)]))

    report = secs.encode(build())
    floats = secs.encode(F4(FLOATS))
    numbers = array("f", FLOATS)
    return {
        "build-encode": lambda: secs.encode(build()),
        "decode": lambda: secs.decode(report),
        "decode-values": lambda: secs.decode(report).value,
        "floats-encode": lambda: secs.encode(F4(FLOATS)),
        "floats-encode-array": lambda: secs.encode(F4(numbers)),
        "floats-array": lambda: secs.decode(floats).array,
        "floats-list": lambda: secs.decode(floats).value,
    }


def _floor() -> dict[str, Callable[[], Any]]:
    form = struct.Struct(">" + "2xI2xI2x" + REPORTS * ("2x2xI2x" + GROUPS * "2x5s2xf2x?2xI2xh"))
    report = bytes(form.size)
    values = [77, 5001]
    for r in range(REPORTS):
        values += [1000 + r, *[x for n in range(GROUPS) for x in (b"LOT-0", 12.5, False, n, -1)]]
    floats = struct.pack(">10000f", *FLOATS)

    def to_array() -> array[float]:
        numbers = array("f", floats)
        numbers.byteswap()
        return numbers

    return {
        "build-encode": lambda: form.pack(*values),
        "decode": lambda: form.unpack(report),
        "decode-values": lambda: form.unpack(report),
        "floats-encode": lambda: struct.pack(">10000f", *FLOATS),
        "floats-array": to_array,
        "floats-list": lambda: to_array().tolist(),
    }


def main(name: str, job: str, times: str) -> None:
    try:
        work = {"ours": _ours, "secsgem": _secsgem, "floor": _floor}[name]()[job]
    except ImportError:
        sys.exit(77)
    work()
    count = int(times)
    began, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    print(json.dumps({"cpu": cpu, "wall": wall, "units": count}))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Random items for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from twisted_telco import secs

NUMBERS: dict[type[Any], Any] = {
    secs.I1: st.integers(-(2**7), 2**7 - 1),
    secs.I2: st.integers(-(2**15), 2**15 - 1),
    secs.I4: st.integers(-(2**31), 2**31 - 1),
    secs.I8: st.integers(-(2**63), 2**63 - 1),
    secs.U1: st.integers(0, 2**8 - 1),
    secs.U2: st.integers(0, 2**16 - 1),
    secs.U4: st.integers(0, 2**32 - 1),
    secs.U8: st.integers(0, 2**64 - 1),
    secs.F4: st.floats(width=32),
    secs.F8: st.floats(),
}


def _of(kind: type[Any], values: Any) -> Any:
    return st.lists(values, max_size=6).map(kind)


LEAVES = st.one_of(
    *[_of(kind, values) for kind, values in NUMBERS.items()],
    st.binary(max_size=300).map(secs.A),
    st.binary(max_size=20).map(secs.J),
    st.binary(max_size=20).map(secs.B),
    st.lists(st.booleans(), max_size=5).map(secs.BOOLEAN),
    st.builds(
        lambda content, encoding: secs.W(content, encoding=encoding),
        st.binary(max_size=20),
        st.integers(0, 20),
    ),
    st.builds(secs.W, st.text(max_size=10).filter(lambda t: t.isprintable())),
)
ITEMS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5).map(lambda i: secs.L(*i)), max_leaves=20
)
MESSAGES = st.builds(
    secs.Message,
    st.integers(0, 127),
    st.integers(0, 255),
    st.none() | ITEMS,
    st.booleans(),
)

"""What buttons carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callbacks import (
    Ask,
    AskStored,
    EditSubscription,
    Follow,
    SetUp,
    ShowMap,
    ShowPage,
    ShowSources,
    Steer,
    Unsubscribe,
    decode,
    encode,
)

KEYS = st.text("ABCabc123_-", min_size=12, max_size=12)
SLUGS = st.from_regex(r"[a-z]{2,30}-[a-z]{2}", fullmatch=True)
PRESSES = (
    st.builds(Ask, st.text(min_size=1).filter(str.strip))
    | st.builds(AskStored, KEYS)
    | st.builds(ShowPage, KEYS, st.integers(1, 999), KEYS | st.just(""))
    | st.builds(ShowSources, KEYS)
    | st.builds(ShowMap, SLUGS)
    | st.builds(
        Follow,
        st.integers(-(10**14), 10**14),
        st.sampled_from(["all", "again", "country:KE", "city:lusaka-zm"]),
    )
    | st.builds(
        EditSubscription,
        st.integers(1, 10**9 - 1),
        st.sampled_from(["with", "leave", "page"]),
        st.sampled_from(["", "weekly", "7", "city:king-abdullah-economic-city-sa"]),
    )
    | st.builds(
        Steer,
        st.sampled_from(["send_now", "discard_now", "withdraw_now"]),
        st.integers(1, 10**9 - 1),
        KEYS | st.just(""),
        st.sampled_from(["", "fr", "s.0123456789ab", "2098508400"]),
    )
    | st.builds(Unsubscribe, st.integers(1, 10**9 - 1))
    | st.builds(SetUp, st.sampled_from(["listen", "suggest"]), st.booleans())
)


@given(PRESSES)
def test_a_button_means_what_was_put_into_it(press: object) -> None:
    data = encode(press)  # type: ignore[arg-type]
    if data is None:
        assert isinstance(press, Ask)
    else:
        assert len(data.encode()) <= 64
        assert decode(data) == press


@given(st.text())
def test_forged_data_never_raises(data: str) -> None:
    decode(data)


@pytest.mark.parametrize(
    "data",
    ["", "q:", "q:  ", "k:", "p:a:0x1:", "p:a:1", "g:listen:maybe", "g:Listen:on", "m:../x", "z:1", "s:a b"],
)
def test_what_no_button_carries_means_nothing(data: str) -> None:
    assert decode(data) is None

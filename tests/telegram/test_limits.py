"""The courtesy limits."""

from __future__ import annotations

from bot.telegram.limits import (
    INLINE_QUERIES_A_MINUTE,
    PRESSES_A_MINUTE,
    QUESTIONS_A_MINUTE,
    Limits,
    TokenBuckets,
)


class TurnedClock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_tokens_then_one_notice_then_silence() -> None:
    buckets = TokenBuckets(3, TurnedClock())
    assert [buckets.take(1) for _ in range(6)] == ["answer"] * 3 + ["notice"] + ["silence"] * 2
    assert buckets.take(2) == "answer"


def test_who_was_asked_to_pause_is_heard_again_when_half_the_bucket_is_full() -> None:
    clock = TurnedClock()
    buckets = TokenBuckets(20, clock)
    while buckets.take(1) == "answer":
        pass
    clock.now += 15
    assert buckets.take(1) == "silence"
    clock.now += 16
    assert buckets.take(1) == "answer"


def test_a_stream_of_questions_gets_few_notices() -> None:
    clock = TurnedClock()
    buckets = TokenBuckets(20, clock)
    said = []
    for _ in range(600):
        said.append(buckets.take(1))
        clock.now += 0.5
    assert said.count("notice") <= 11
    assert 100 <= said.count("answer") <= 125


def test_a_group_pauses_although_each_of_its_members_asks_little() -> None:
    limits = Limits(TurnedClock())
    verdicts = [limits.question(user, -100) for user in range(QUESTIONS_A_MINUTE + 2)]
    assert verdicts[QUESTIONS_A_MINUTE - 1] == ("answer", False)
    assert verdicts[QUESTIONS_A_MINUTE] == ("notice", True)
    assert verdicts[QUESTIONS_A_MINUTE + 1] == ("silence", True)
    assert limits.question(1, None) == ("answer", False)


def test_inline_queries_have_a_bucket_of_their_own() -> None:
    limits = Limits(TurnedClock())
    assert all(limits.allow_inline(1) for _ in range(INLINE_QUERIES_A_MINUTE))
    assert not limits.allow_inline(1)
    assert limits.question(1, None) == ("answer", False)


def test_buttons_on_subscriptions_have_a_bucket_of_their_own() -> None:
    limits = Limits(TurnedClock())
    assert all(limits.allow_press(1) for _ in range(PRESSES_A_MINUTE))
    assert not limits.allow_press(1)
    assert limits.allow_request(1) and limits.allow_press(2)

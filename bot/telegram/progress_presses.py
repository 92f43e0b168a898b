"""Buttons on announcements that are under way or were sent: pause, stop, unknown deliveries, withdraw, correct."""

from __future__ import annotations

from collections.abc import Callable

from bot.storage.announcements import UNDER_WAY, Announcement
from bot.storage.outbox import Delivery
from bot.telegram.corrections import Corrections
from bot.telegram.newsroom import Newsroom
from bot.telegram.operator_presses import Action, Pressed
from bot.telegram.paging import split_pages
from bot.telegram.proposals import MAIN, Menu
from bot.telegram.sending import Place
from bot.telegram.told import Told

UNKNOWN_LISTED = 100


class ProgressPresses:
    """What the buttons do; `wake` lets the messages of all operators follow."""

    def __init__(self, newsroom: Newsroom, corrections: Corrections, wake: Callable[[], None]) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._corrections = corrections
        self._wake = wake

    def actions(self) -> dict[str, Action]:
        """Name of a button -> what it does."""
        return {
            "back": self._back,
            "show": self._show,
            "pause": self._pause,
            "resume": self._resume,
            "stop": self._ask_stop,
            "stop_now": self._stop,
            "unknown": self._list_unknown,
            "again": self._send_again,
            "leave": self._leave,
            "withdraw": self._ask_withdraw,
            "withdraw_now": self._withdraw,
            "correct": self._ask_correct,
            "correct_in": self._ask_wording,
            "also_in": self._ask_also,
            "anew": self._recompose,
            "correct_now": self._correct,
            "drop": self._keep,
            "keep": self._keep,
        }

    async def _back(self, pressed: Pressed) -> None:
        pressed.open_menu(MAIN)

    async def _show(self, pressed: Pressed) -> None:
        pressed.chat.show_again(pressed.press.number, with_preview=True)

    async def _pause(self, pressed: Pressed) -> str:
        return self._done(pressed, await self._newsroom.steering.pause(pressed.press.number), "pause_done")

    async def _resume(self, pressed: Pressed) -> str:
        return self._done(pressed, await self._newsroom.steering.resume(pressed.press.number), "resume_done")

    async def _ask_stop(self, pressed: Pressed) -> str | None:
        if pressed.announcement.state not in UNDER_WAY:
            return self._done(pressed, None, "")
        pressed.open_menu(Menu("stop"))
        return None

    async def _stop(self, pressed: Pressed) -> str:
        return self._done(pressed, await self._newsroom.amending.stop(pressed.press.number), "stop_done")

    async def _list_unknown(self, pressed: Pressed) -> str | None:
        rows = await self._newsroom.outbox.of_state(pressed.press.number, ("unknown",), UNKNOWN_LISTED)
        if not rows:
            pressed.open_menu(MAIN)
            return self._words.say("unknown_none")
        header = self._words.say("unknown_header", name=pressed.announcement.name)
        for page in split_pages("\n".join([header, *map(self._unknown_line, rows)])):
            await Told(page).send(pressed.bot, Place(pressed.operator))
        return None

    def _unknown_line(self, row: Delivery) -> str:
        wording = "unknown_topic_line" if row.thread_id else "unknown_line"
        return self._words.say(wording, chat=row.chat_id, topic=row.thread_id, reason=row.reason or "")

    async def _send_again(self, pressed: Pressed) -> str:
        count = await self._newsroom.outbox.send_unknown_again(pressed.press.number)
        pressed.open_menu(MAIN)
        self._wake()
        if not count:
            return self._words.say("unknown_none")
        return self._words.say("again_done", count=self._newsroom.amount(count))

    async def _leave(self, pressed: Pressed) -> str:
        pressed.open_menu(Menu("left"))
        return self._words.say("leave_done")

    async def _ask_withdraw(self, pressed: Pressed) -> None:
        await pressed.put(await self._corrections.ask_withdraw(pressed.announcement))

    async def _withdraw(self, pressed: Pressed) -> str | None:
        return await self._amended(pressed, await self._corrections.withdraw(pressed.press.number))

    async def _ask_correct(self, pressed: Pressed) -> None:
        await pressed.put(await self._corrections.ask_correct(pressed.announcement))

    async def _ask_wording(self, pressed: Pressed) -> str | None:
        code = pressed.press.detail
        if code not in self._newsroom.renderer.languages:
            return self._words.say("old_button")
        await self._corrections.ask_wording(pressed.bot, pressed.operator, pressed.announcement, code)
        return None

    async def _ask_also(self, pressed: Pressed) -> str | None:
        if not self._corrections.has(pressed.press.nonce):
            return self._words.say("draft_forgotten")
        code, draft = pressed.press.detail, pressed.press.nonce
        await self._corrections.ask_wording(pressed.bot, pressed.operator, pressed.announcement, code, draft)
        return None

    async def _recompose(self, pressed: Pressed) -> str | None:
        if await self._corrections.recompose(pressed.bot, pressed.operator, pressed.announcement):
            return None
        return self._words.say("anew_same")

    async def _correct(self, pressed: Pressed) -> str | None:
        if not self._corrections.has(pressed.press.nonce):
            return self._words.say("draft_forgotten")
        return await self._amended(pressed, await self._corrections.correct(pressed.press.nonce))

    async def _amended(self, pressed: Pressed, told: Told | None) -> str | None:
        """Say in place of the question what is being done, and show how far it is."""
        if told is None:
            return await self._too_late(pressed)
        await pressed.put(told)
        pressed.chat.show_again(pressed.press.number)
        self._wake()
        return None

    async def _keep(self, pressed: Pressed) -> None:
        self._corrections.drop(pressed.press.nonce)
        await pressed.put(Told(self._words.say("kept")))

    def _done(self, pressed: Pressed, changed: Announcement | None, wording: str) -> str:
        self._wake()
        if changed is None:
            pressed.open_menu(MAIN)
            return self._words.say("too_late", state=self._words.say(f"state_{pressed.announcement.state}"))
        return self._words.say(wording)

    async def _too_late(self, pressed: Pressed) -> str:
        now = await self._newsroom.announcements.numbered(pressed.press.number)
        assert now is not None, "announcements are never deleted"
        return self._words.say("too_late", state=self._words.say(f"state_{now.state}"))

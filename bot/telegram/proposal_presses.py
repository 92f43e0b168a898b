"""Buttons under a proposal: each is good for the proposal that the operator saw, and for no later one."""

from __future__ import annotations

from collections.abc import Callable

from telegram.error import BadRequest

from bot.announcing.message_files import TOPICS
from bot.storage.announcements import OPEN, SENT, Announcement
from bot.telegram.catching_up import send_bulletin
from bot.telegram.newsroom import Newsroom, Variant
from bot.telegram.operator_presses import Action, Pressed
from bot.telegram.operator_prompts import Prompt, Prompts, asked_of
from bot.telegram.proposals import Menu
from bot.telegram.sending import Place
from bot.zoned_times import shown_time


class ProposalPresses:
    """What the buttons do; `wake` lets the messages of all operators follow."""

    def __init__(self, newsroom: Newsroom, prompts: Prompts, wake: Callable[[], None]) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._prompts = prompts
        self._wake = wake
        self._confirmed_by: dict[int, int] = {}
        """Announcement -> operator, to tell apart who pressed at the same moment."""

    def actions(self) -> dict[str, Action]:
        """Name of a button -> what it does."""
        found: dict[str, Action] = {
            "send": self._open_menu,
            "discard": self._open_menu,
            "test": self._test,
            "edit": self._edit,
            "add": self._edit,
            "schedule": self._ask_time,
            "only": self._ask_places,
            "send_now": self._send,
            "discard_now": self._discard,
            "at": self._schedule,
            "test_as": self._test_as,
            "edit_in": self._ask_wording,
            "add_in": self._ask_wording,
            "topic": self._choose_topic,
        }
        return {name: self._only_now(action) for name, action in found.items()}

    def _only_now(self, action: Action) -> Action:
        async def act(pressed: Pressed) -> str | None:
            announcement = pressed.announcement
            if announcement.state not in OPEN or announcement.nonce != pressed.press.nonce:
                return self._too_late(pressed, announcement)
            return await action(pressed)

        return act

    async def _open_menu(self, pressed: Pressed) -> None:
        pressed.open_menu(Menu(pressed.press.action))

    async def _send(self, pressed: Pressed) -> str | None:
        announcement, nonce = pressed.announcement, pressed.press.nonce
        begun = await self._newsroom.steering.send(announcement, nonce)
        if begun is None:
            return await self._look_again(pressed)
        self._confirmed_by[begun.number] = pressed.operator
        self._wake()
        return self._scheduled(begun) if begun.state == "scheduled" else self._words.say("send_begins")

    async def _schedule(self, pressed: Pressed) -> str | None:
        number, nonce = pressed.announcement.number, pressed.press.nonce
        if not pressed.press.detail.isdecimal():
            return self._words.say("old_button")
        moment = int(pressed.press.detail)
        if moment < self._newsroom.now():
            return self._words.say("time_is_over", time=shown_time(moment))
        scheduled = await self._newsroom.announcements.schedule(number, nonce, moment)
        if scheduled is None:
            return await self._look_again(pressed)
        self._wake()
        return self._scheduled(scheduled)

    def _scheduled(self, announcement: Announcement) -> str:
        return self._words.say("schedule_done", time=shown_time(announcement.send_at or 0))

    async def _discard(self, pressed: Pressed) -> str | None:
        if await self._newsroom.announcements.discard(pressed.press.number, pressed.press.nonce) is None:
            return await self._look_again(pressed)
        self._wake()
        return self._words.say("discard_done")

    async def _test(self, pressed: Pressed) -> str | None:
        variants = await self._newsroom.variants(pressed.announcement)
        if len(variants) > 1:
            pressed.open_menu(Menu("test"))
            return None
        return await self._send_variant(pressed, variants[0])

    async def _test_as(self, pressed: Pressed) -> str | None:
        variants = await self._newsroom.variants(pressed.announcement)
        chosen = [one for one in variants if one.key == pressed.press.detail]
        if not chosen:
            return self._words.say("old_button")
        return await self._send_variant(pressed, chosen[0])

    async def _send_variant(self, pressed: Pressed, variant: Variant) -> str | None:
        bulletin = self._newsroom.bulletin(pressed.announcement, variant.language, variant.scopes)
        try:
            await send_bulletin(pressed.bot, Place(pressed.operator), bulletin)
        except BadRequest as error:
            return self._words.say("preview_refused", reason=error.message)
        return self._words.say("test_done")

    async def _edit(self, pressed: Pressed) -> None:
        content, action = pressed.announcement.content, pressed.press.action
        codes = self._newsroom.languages_of(content)
        if action == "add":
            codes = self._newsroom.lacking_languages(content)
        if len(codes) == 1:
            await self._ask_for(pressed, codes[0])
        else:
            pressed.open_menu(Menu(action))

    async def _ask_wording(self, pressed: Pressed) -> str | None:
        code = pressed.press.detail
        if code not in self._newsroom.renderer.languages:
            return self._words.say("old_button")
        pressed.open_menu(Menu())
        await self._ask_for(pressed, code)
        return None

    async def _ask_for(self, pressed: Pressed, language: str) -> None:
        prompt = Prompt(asked_of(pressed.announcement), pressed.press.number, language, pressed.press.nonce)
        await self._ask(pressed, prompt)

    async def _ask_time(self, pressed: Pressed) -> None:
        await self._ask(pressed, Prompt("schedule", pressed.press.number, nonce=pressed.press.nonce))

    async def _ask_places(self, pressed: Pressed) -> None:
        await self._ask(pressed, Prompt("only", pressed.press.number, nonce=pressed.press.nonce))

    async def _ask(self, pressed: Pressed, prompt: Prompt) -> None:
        await self._prompts.ask(pressed.bot, pressed.operator, prompt, about=pressed.message_id)

    async def _choose_topic(self, pressed: Pressed) -> str | None:
        one, topic = pressed.announcement, pressed.press.detail
        if topic not in TOPICS or one.kind != "message" or one.state != "proposed":
            return self._words.say("old_button")
        if topic == one.topic:
            return None
        async with self._newsroom.editing:
            changed = await self._newsroom.announcements.rewrite(
                one.number,
                one.content,
                "proposed",
                topic=topic,
                send_at=one.send_at,
                expires_at=one.expires_at,
            )
        if changed is None:
            return await self._look_again(pressed)
        self._wake()
        return None

    async def _look_again(self, pressed: Pressed) -> str:
        """Say why it could not be done, after somebody else was faster."""
        announcement = await self._newsroom.announcements.numbered(pressed.press.number)
        assert announcement is not None, "announcements are never deleted"
        return self._too_late(pressed, announcement)

    def _too_late(self, pressed: Pressed, announcement: Announcement) -> str:
        if announcement.state in OPEN:
            return self._words.say("proposal_changed")
        if announcement.state in SENT:
            by = self._confirmed_by.get(announcement.number, pressed.operator)
            return self._words.say("confirmed" if by == pressed.operator else "confirmed_by_other")
        return self._words.say("too_late", state=self._words.say(f"state_{announcement.state}"))

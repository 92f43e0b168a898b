"""/withdraw and /correct: taking back or changing what was sent, each after a look at what will happen."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardButton

from bot.dataset.changes import compare
from bot.dataset.snapshots import Snapshot, snapshot_of
from bot.storage.announcements import SENT, Announcement
from bot.telegram.callbacks import Steer
from bot.telegram.catching_up import send_bulletin
from bot.telegram.messenger import DELETABLE_SECONDS
from bot.telegram.newsroom import Newsroom, with_content
from bot.telegram.operator_prompts import Prompt, Prompts, asked_of
from bot.telegram.rewording import reworded
from bot.telegram.sending import Place
from bot.telegram.told import Told, button

logger = logging.getLogger(__name__)

MOST_DRAFTS = 50
_KEY_BYTES = 6


@dataclass(frozen=True)
class Draft:
    """A correction that nobody confirmed yet."""

    before: Announcement
    content: dict[str, Any]


class Corrections:
    """Asks what is to be changed and does it; drafts are kept in memory only."""

    def __init__(self, newsroom: Newsroom, prompts: Prompts) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._prompts = prompts
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    async def ask_withdraw(self, announcement: Announcement) -> Told:
        """Say what withdrawing would do, and ask. Raises StorageError."""
        number = announcement.number
        if announcement.state not in SENT:
            return self._not_sent(announcement)
        since = self._newsroom.now() - DELETABLE_SECONDS
        younger, older = await self._newsroom.ledger.ages(number, since)
        counts = await self._newsroom.outbox.counts(number)
        amount = self._newsroom.amount
        text = self._words.say(
            "withdraw_question", name=announcement.name, younger=amount(younger), older=amount(older)
        )
        for state in ("queued", "unknown"):
            if count := counts.get(state):
                text += "\n" + self._words.say(f"withdraw_{state}", count=amount(count))
        row = (
            self._button("withdraw_now", Steer("withdraw_now", number)),
            self._button("keep", Steer("keep", number)),
        )
        return Told(text, (row,))

    async def withdraw(self, number: int) -> Told | None:
        """Withdraw; None where that is done already. Raises StorageError."""
        count = await self._newsroom.amending.withdraw(number)
        return (
            None
            if count is None
            else Told(self._words.say("withdraw_begins", messages=self._newsroom.counted("messages", count)))
        )

    async def ask_correct(self, announcement: Announcement) -> Told:
        """Ask what is to be corrected."""
        if announcement.state not in SENT:
            return self._not_sent(announcement)
        is_message = announcement.kind == "message"
        rows = []
        for code in self._codes(announcement.content):
            wording = "button_text_in" if is_message else "button_note_in"
            label = self._words.say(wording, language=self._newsroom.language_name(code))
            rows.append((button(label, Steer("correct_in", announcement.number, detail=code)),))
        if self._recomposed(announcement) is not None:
            rows.append((self._button("anew", Steer("anew", announcement.number)),))
        rows.append((self._button("keep", Steer("keep", announcement.number)),))
        return Told(self._words.say("correct_question", name=announcement.name), tuple(rows))

    async def ask_wording(
        self, bot: Bot, operator: int, announcement: Announcement, language: str, draft: str = ""
    ) -> None:
        """Ask for the text or note in a language. Raises TelegramError."""
        prompt = Prompt(
            asked_of(announcement), announcement.number, language, nonce=draft, is_correction=True
        )
        await self._prompts.ask(bot, operator, prompt)

    async def reword(self, bot: Bot, operator: int, prompt: Prompt, text: str) -> None:
        """Take a text or note and show what it makes. Raises UnfitError, StorageError and TelegramError."""
        draft = self._drafts.get(prompt.nonce)
        announcement = await self._newsroom.announcements.numbered(prompt.number)
        assert announcement is not None, "announcements are never deleted"
        said = announcement if draft is None else with_content(announcement, draft.content)
        content = await reworded(self._newsroom, _as_corrected(said), prompt.language, text)
        await self._show(
            bot, operator, Draft(draft.before if draft else announcement, content), prompt.language
        )

    async def recompose(self, bot: Bot, operator: int, announcement: Announcement) -> bool:
        """Show what the data of now makes; False where that is the same. Raises StorageError and TelegramError."""
        content = self._recomposed(announcement)
        if content is None:
            return False
        language = self._newsroom.languages_of(content)[0]
        await self._show(bot, operator, Draft(announcement, content), language)
        return True

    async def correct(self, key: str) -> Told | None:
        """Correct as a draft says, once; None where that is not possible any more. Raises StorageError."""
        draft = self._drafts.pop(key, None)
        if draft is None:
            return None
        async with self._newsroom.editing:
            now = await self._newsroom.announcements.numbered(draft.before.number)
            if now is None or now.content != draft.before.content:
                return None
            count = await self._newsroom.amending.correct(now.number, draft.content)
        if count is None:
            return None
        return Told(self._words.say("correct_begins", messages=self._newsroom.counted("messages", count)))

    def drop(self, key: str) -> None:
        """Give a draft up."""
        self._drafts.pop(key, None)

    def has(self, key: str) -> bool:
        """Tell whether a draft is known, and not used or given up yet."""
        return key in self._drafts

    async def _show(self, bot: Bot, operator: int, draft: Draft, language: str) -> None:
        """Send the corrected announcement as it would be read, and ask whether it is right."""
        corrected = _as_corrected(with_content(draft.before, draft.content))
        await send_bulletin(bot, Place(operator), self._newsroom.bulletin(corrected, language))
        key = secrets.token_hex(_KEY_BYTES)
        self._drafts[key] = draft
        if len(self._drafts) > MOST_DRAFTS:
            self._drafts.popitem(last=False)
        number = draft.before.number
        rows = [(self._button("correct_now", Steer("correct_now", number, key)),)]
        for code in self._codes(draft.content):
            if code != language:
                label = self._words.say("button_also_in", language=self._newsroom.language_name(code))
                rows.append((button(label, Steer("also_in", number, key, code)),))
        rows.append((self._button("drop", Steer("drop", number, key)),))
        count = sum(await self._newsroom.ledger.ages(number, 0.0))
        text = self._words.say("correct_confirm", messages=self._newsroom.counted("messages", count))
        await Told(text, tuple(rows)).send(bot, Place(operator))

    def _codes(self, content: dict[str, Any]) -> list[str]:
        """The languages that can be reworded: those that it has, then those that it lacks."""
        return [*self._newsroom.languages_of(content), *self._newsroom.lacking_languages(content)]

    def _recomposed(self, announcement: Announcement) -> dict[str, Any] | None:
        """The content made anew from the data of now; None where that is not possible, or the same."""
        text = announcement.content.get("before")
        if announcement.kind != "changes" or text is None:
            return None
        try:
            before = Snapshot.from_json(text)
        except ValueError:
            logger.error("the data before announcement %s cannot be read", announcement.name)
            return None
        data = snapshot_of(self._newsroom.services.engine.dataset)
        changes = compare(before, data)
        dumped = changes.model_dump(mode="json")
        if changes.is_empty or dumped == announcement.content["changes"]:
            return None
        made_of = {"digest": data.digest, "snapshot": data.to_json()}
        return announcement.content | {"changes": dumped, "data": made_of}

    def _not_sent(self, announcement: Announcement) -> Told:
        return Told(self._words.say("was_not_sent", name=announcement.name))

    def _button(self, name: str, press: Steer) -> InlineKeyboardButton:
        return button(self._words.say(f"button_{name}"), press)


def _as_corrected(announcement: Announcement) -> Announcement:
    return with_content(announcement, announcement.content | {"corrected": True})

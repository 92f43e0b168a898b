"""/announce, /announcements, /withdraw and /correct, for operators in their private chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.announcing.progress import Meter
from bot.storage.announcements import OPEN, SENT, UNDER_WAY, Announcement, State
from bot.telegram.callbacks import Steer
from bot.telegram.command_words import command_in
from bot.telegram.corrections import Corrections
from bot.telegram.newsroom import Newsroom
from bot.telegram.operator_chat import OperatorChat
from bot.telegram.operator_prompts import Prompt, Prompts
from bot.telegram.operator_replies import Replies
from bot.telegram.outcomes import note
from bot.telegram.sending import Place, place_of
from bot.telegram.told import Told, button
from bot.telegram.writers import OWN, written
from bot.zoned_times import shown_time

LISTED = 10
OFFERED = 5
"""Announcements that are offered where a command names none."""
COMMANDS = ("announce", "announcements", "withdraw", "correct")


class Announcing:
    """Handlers of the commands and of replies; for everybody else these are no commands at all."""

    def __init__(
        self,
        newsroom: Newsroom,
        prompts: Prompts,
        replies: Replies,
        corrections: Corrections,
        chats: Mapping[int, OperatorChat],
    ) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words
        self._prompts = prompts
        self._replies = replies
        self._corrections = corrections
        self._chats = chats

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers; none when nobody is named as operator."""
        if not self._chats:
            return []
        theirs = OWN & filters.ChatType.PRIVATE & filters.User(list(self._chats))
        return [
            CommandHandler("announce", self._announce, filters=theirs),
            CommandHandler("announcements", self._list, filters=theirs),
            CommandHandler("withdraw", self._withdraw, filters=theirs),
            CommandHandler("correct", self._correct, filters=theirs),
            MessageHandler(theirs & filters.TEXT & ~filters.COMMAND & self._prompts, self._reply),
        ]

    async def _announce(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="announce")
        message = written(update)
        prompt, operator, text = Prompt("announce"), message.chat.id, _behind(message)
        if text:
            await self._replies.take(context.bot, self._chats[operator], operator, prompt, text)
        else:
            await self._prompts.ask(context.bot, operator, prompt)

    async def _reply(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(way="reply")
        message = written(update)
        await self._replies.replied(context.bot, self._chats[message.chat.id], message)

    async def _list(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="announcements")
        latest = await self._newsroom.announcements.latest(LISTED)
        lines = (
            [self._words.say("announcements_header")] if latest else [self._words.say("announcements_none")]
        )
        rows = []
        for one in latest:
            counts = await self._newsroom.outbox.counts(one.number)
            line = Meter(self._newsroom.pace).read(counts).line(self._words)
            stand = self._words.say(f"stand_{one.state}", name=one.name, line=line)
            if one.state == "scheduled" and one.send_at is not None:
                stand += " " + self._words.say("proposal_scheduled", time=shown_time(one.send_at))
            lines.append(self._words.say("announcements_line", line=stand))
            if one.state in (*OPEN, *UNDER_WAY) or counts.get("unknown"):
                rows.append((button(one.name, Steer("show", one.number)),))
        await Told("\n".join(lines), tuple(rows)).send(context.bot, place_of(written(update)))

    async def _withdraw(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="withdraw")
        await self._amend(update, context, "withdraw", self._corrections.ask_withdraw)

    async def _correct(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="correct")
        await self._amend(update, context, "correct", self._corrections.ask_correct)

    async def _amend(
        self,
        update: Update,
        context: ContextTypes.DEFAULT_TYPE,
        action: str,
        ask: Callable[[Announcement], Awaitable[Told]],
    ) -> None:
        """Ask about the announcement that is named, or which one is meant."""
        message = written(update)
        name = _behind(message)
        if not name:
            told = await self._offer(action)
        elif (found := await self._named(name)) is None:
            told = Told(self._words.say("announcement_unknown", name=name[:64]))
        else:
            told = await ask(found)
        await told.send(context.bot, Place(message.chat.id))

    async def _offer(self, action: str) -> Told:
        sent: tuple[State, ...] = SENT
        latest = [one for one in await self._newsroom.announcements.latest(LISTED) if one.state in sent]
        if not latest:
            return Told(self._words.say("announcements_none_sent"))
        rows = tuple((button(one.name, Steer(action, one.number)),) for one in latest[:OFFERED])
        return Told(self._words.say(f"{action}_which"), rows)

    async def _named(self, name: str) -> Announcement | None:
        """The announcement of a name, or of a number."""
        found = await self._newsroom.announcements.named(name)
        if found is None and name.isascii() and name.isdecimal() and len(name) < 10:
            return await self._newsroom.announcements.numbered(int(name))
        return found


def _behind(message: Message) -> str:
    """What stands behind the command of a message, with its lines."""
    return command_in(message.text or "")[1]

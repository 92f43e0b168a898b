"""/privacy, /export and /delete: what is stored on a chat, a copy of it, and its erasure."""

from __future__ import annotations

import json
from typing import Any

from telegram import InputFile, Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes

from bot.telegram.administrators import Administrators
from bot.telegram.answering import Answering
from bot.telegram.markup import escape
from bot.telegram.outcomes import note
from bot.telegram.sending import place_of, quote, send_anywhere, send_html
from bot.telegram.services import Services
from bot.telegram.writers import OWN, writer_of, written

_FILE_NAME = "learning-cities-bot.json"


class Privacy:
    """Handlers of the commands on what is stored; in groups the last two are for administrators."""

    def __init__(self, services: Services, answering: Answering, administrators: Administrators) -> None:
        self._services = services
        self._answering = answering
        self._administrators = administrators

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The handlers of the three commands."""
        return [
            CommandHandler("privacy", self._privacy, filters=OWN),
            CommandHandler("export", self._export, filters=OWN),
            CommandHandler("delete", self._delete, filters=OWN),
        ]

    async def _privacy(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="privacy")
        if self._is_heard(written(update)):
            await self._say("privacy", update, context)

    async def _export(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="export")
        if not await self._may(update, context):
            return
        message = written(update)
        stored = await self._services.chats.export(message.chat.id)
        subscriptions = await self._services.subscribers.export(message.chat.id)
        if subscriptions:
            stored = {"chat_id": message.chat.id} | stored | {"subscriptions": subscriptions}
        if not stored:
            await self._say("export_nothing", update, context)
            return
        text = json.dumps(stored, indent=2, ensure_ascii=False)
        await send_anywhere(
            place_of(message),
            lambda where: context.bot.send_document(
                where.chat_id,
                InputFile(text, filename=_FILE_NAME),
                caption=self._services.words.say("export"),
                message_thread_id=where.thread_id,
                reply_parameters=quote(where),
            ),
        )

    async def _delete(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        note(command="delete")
        if not await self._may(update, context):
            return
        chat_id = written(update).chat.id
        self._answering.forget(chat_id)
        await self._services.chats.erase(chat_id)
        await self._services.subscribers.erase(chat_id)
        await self._say("deleted", update, context)

    def _is_heard(self, message: Message) -> bool:
        """Tell whether the request is taken: these are rights, so who must pause with questions has them still."""
        return self._services.limits.allow_request(writer_of(message).id)

    async def _may(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
        if not self._is_heard(written(update)):
            return False
        if await self._administrators.wrote(context.bot, written(update)):
            return True
        await self._say("administrators_only", update, context)
        return False

    async def _say(self, wording: str, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        text = self._services.words.say(wording)
        await send_html(context.bot, place_of(written(update)), escape(text))

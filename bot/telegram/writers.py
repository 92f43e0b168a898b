"""Messages that people wrote, and who they are: what all handlers of messages begin with."""

from __future__ import annotations

from telegram import Chat, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import filters

from bot.telegram.addressing import is_from_person
from bot.telegram.memories import Speaker
from bot.telegram.sending import place_of

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


class FromPerson(filters.MessageFilter):
    """Messages that a person wrote; see `is_from_person`."""

    def filter(self, message: Message) -> bool:
        """Tell whether the message is one."""
        return is_from_person(message)


WRITTEN = filters.UpdateType.MESSAGE & FromPerson()
"""New messages of people. Without the update type, edited messages and channel posts would be handled too."""
OWN = WRITTEN & ~filters.FORWARDED
"""Those that were not forwarded, for commands that change or show what is stored."""


def written(update: Update) -> Message:
    """Return the message of an update that `WRITTEN` let through."""
    assert update.message is not None, "the handlers are filtered by UpdateType.MESSAGE"
    return update.message


def writer_of(message: Message) -> User | Chat:
    """Return who wrote a message: a person, or the group or channel that they speak as."""
    writer = message.sender_chat or message.from_user
    assert writer is not None, "the handlers are filtered by FromPerson"
    return writer


def speaker_of(message: Message) -> Speaker:
    """Return the writer of a message in its chat and topic."""
    return Speaker(message.chat.id, writer_of(message).id, place_of(message).thread_id)

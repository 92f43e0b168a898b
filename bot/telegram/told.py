"""Something to be said in plain text with buttons under it, before it is put into a message."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.callbacks import Press, encode
from bot.telegram.markup import clean, escape
from bot.telegram.sending import Place, Sent, edit_html, send_html

MAX_LABEL = 64
"""Characters on a button; phones show fewer."""


@dataclass(frozen=True)
class Told:
    """One message."""

    text: str
    rows: tuple[tuple[InlineKeyboardButton, ...], ...] = ()

    @property
    def html(self) -> str:
        """The text as Telegram takes it."""
        return escape(self.text)

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons; None without any."""
        return InlineKeyboardMarkup(self.rows) if self.rows else None

    def with_lines(self, *, above: tuple[str, ...] = (), below: tuple[str, ...] = ()) -> Told:
        """Return the same with more lines."""
        return replace(self, text="\n".join((*above, self.text, *below)))

    async def send(self, bot: Bot, place: Place) -> None:
        """Send it. Raises TelegramError."""
        await send_html(bot, place, self.html, self.keyboard)

    async def put_in_place_of(self, bot: Bot, sent: Sent) -> None:
        """Let an earlier message of the bot say this instead. Raises TelegramError."""
        await edit_html(bot, sent, self.html, self.keyboard)


def button(label: str, press: Press) -> InlineKeyboardButton:
    """Return a button for what fits into one, as numbers and keys of the data always do."""
    label = clean(label)
    label = label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"
    data = encode(press)
    assert data is not None, f"{press} is too long for a button"
    return InlineKeyboardButton(label, callback_data=data)

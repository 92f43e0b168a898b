"""The message by which operators decide on a proposal: what it is, for how many, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton

from bot.announcing.message_files import TOPICS
from bot.storage.announcements import Announcement
from bot.telegram.callbacks import Steer
from bot.telegram.newsroom import Newsroom
from bot.telegram.send_times import SendTime
from bot.telegram.told import Told, button
from bot.zoned_times import read_zone, shown_time

Row = tuple[InlineKeyboardButton, ...]


@dataclass(frozen=True)
class Menu:
    """What an operator was asked last in a message on an announcement; nothing at first."""

    name: str = ""
    """"send", "discard", "at", "test", "edit", "add", "stop", or "left" after unknown deliveries were left."""
    detail: str = ""
    """Of "at": the moment in seconds since 1970 and the zone of the operator."""


MAIN = Menu()


class Proposals:
    """Makes the message on an announcement that is proposed or scheduled."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._words = newsroom.words

    async def told(self, announcement: Announcement, menu: Menu) -> Told:
        """Return the message with the buttons of a menu. Raises StorageError."""
        estimated = await self._newsroom.estimate(announcement)
        lines = [
            self._words.say(
                "proposal",
                name=announcement.name,
                kind=self._words.say(f"kind_{announcement.topic}"),
                estimate=estimated.line(self._words),
            ),
            *self._limits(announcement),
        ]
        question, rows = await self._menu(
            announcement, menu, self._newsroom.counted("estimate_chats", estimated.chats)
        )
        return Told("\n".join([*lines, *([f"\n{question}"] if question else [])]), tuple(rows))

    def _limits(self, announcement: Announcement) -> list[str]:
        """Lines on whom it is for, in which languages and when."""
        words, content = self._words, announcement.content
        lines = []
        if scopes := content.get("for") or content.get("scopes"):
            lines.append(words.say("proposal_for", places=self._newsroom.followed.places(scopes)))
        if "text" in content:
            names = map(self._newsroom.language_name, self._newsroom.languages_of(content))
            lines.append(words.say("proposal_languages", languages=", ".join(names)))
        if announcement.send_at is not None:
            wording = "proposal_waits" if announcement.state == "proposed" else "proposal_scheduled"
            lines.append(words.say(wording, time=shown_time(announcement.send_at)))
        if announcement.expires_at is not None:
            lines.append(words.say("proposal_expires", time=shown_time(announcement.expires_at)))
        return lines

    async def _menu(self, announcement: Announcement, menu: Menu, chats: str) -> tuple[str | None, list[Row]]:
        """The question of a menu and its buttons."""
        words = self._words
        match menu.name:
            case "send":
                return self._send_question(announcement, chats), [
                    self._yes(announcement, "send_now", "send_now")
                ]
            case "discard":
                return words.say("discard_question"), [self._yes(announcement, "discard_now", "discard")]
            case "at":
                at = _send_time(menu.detail)
                question = words.say("schedule_question", time=_both(at), chats=chats)
                return question, [self._yes(announcement, "at", "schedule", str(at.moment))]
            case "test":
                variants = await self._newsroom.variants(announcement)
                rows = [(self._button(announcement, "test_as", one.label, one.key),) for one in variants]
                return words.say("test_question"), [*rows, self._back(announcement)]
            case "edit" | "add":
                codes = self._codes(announcement, menu)
                names = [(code, self._newsroom.language_name(code)) for code in codes]
                rows = [(self._button(announcement, f"{menu.name}_in", name, code),) for code, name in names]
                return words.say("language_question"), [*rows, self._back(announcement)]
        return None, self._main(announcement)

    def _codes(self, announcement: Announcement, menu: Menu) -> list[str]:
        content = announcement.content
        if menu.name == "add":
            return self._newsroom.lacking_languages(content)
        return self._newsroom.languages_of(content)

    def _send_question(self, announcement: Announcement, chats: str) -> str:
        if announcement.send_at is None:
            return self._words.say("send_question", chats=chats)
        time = shown_time(announcement.send_at)
        if announcement.state == "proposed":
            return self._words.say("schedule_question", chats=chats, time=time)
        return self._words.say("send_early_question", chats=chats, time=time)

    def _main(self, announcement: Announcement) -> list[Row]:
        def named(action: str) -> InlineKeyboardButton:
            return self._button(announcement, action, self._words.say(f"button_{action}"))

        rows: list[Row] = [
            (named("send"), named("test")),
            (named("schedule"), named("edit"), named("discard")),
        ]
        if announcement.kind != "message":
            return rows
        if announcement.state == "proposed":
            rows.append(tuple(self._topic(announcement, topic) for topic in TOPICS))
        more: Row = (named("only"),)
        if self._newsroom.lacking_languages(announcement.content):
            more += (named("add"),)
        return [*rows, more]

    def _topic(self, announcement: Announcement, topic: str) -> InlineKeyboardButton:
        name = self._words.say(f"kind_{topic}")
        label = self._words.say("button_chosen", name=name) if topic == announcement.topic else name
        return self._button(announcement, "topic", label, topic)

    def _yes(self, announcement: Announcement, action: str, label: str, detail: str = "") -> Row:
        """A button that does what was asked about, and one that leads back."""
        yes = self._button(announcement, action, self._words.say(f"button_{label}"), detail)
        return (yes, *self._back(announcement))

    def _back(self, announcement: Announcement) -> Row:
        return (self._button(announcement, "back", self._words.say("button_back")),)

    def _button(
        self, announcement: Announcement, action: str, label: str, detail: str = ""
    ) -> InlineKeyboardButton:
        return button(label, Steer(action, announcement.number, announcement.nonce or "", detail))


def time_menu(at: SendTime) -> Menu:
    """Return the menu that asks whether a time is meant."""
    return Menu("at", f"{at.moment} {at.zone_name}")


def _send_time(detail: str) -> SendTime:
    moment, _, zone = detail.partition(" ")
    return SendTime(int(moment), read_zone(zone))


def _both(at: SendTime) -> str:
    """A time where the operator reads it, and in UTC."""
    here, everywhere = shown_time(at.moment, at.zone), shown_time(at.moment)
    return here if not isinstance(at.zone, ZoneInfo) else f"{here} ({everywhere})"

"""`learning-cities announce`: what is or could be announced, and what an operator may do with it.

It needs no token and no network: what is sent goes into the outbox, from which a running bot delivers it.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass

from bot.announcing.audience import named_scopes
from bot.announcing.progress import Meter, estimate, number
from bot.announcing.proposing import Proposer
from bot.announcing.rendering import Renderer
from bot.announcing.scopes import write_scopes
from bot.announcing.steering import Steering
from bot.announcing.words import announcement_languages
from bot.chat_words import ChatWords, load_chat_words
from bot.dataset.loading import load_dataset
from bot.dataset.models import Dataset
from bot.errors import BotError
from bot.settings import Settings
from bot.storage.announcements import NOT_SENT, OPEN, Announcement, AnnouncementStore
from bot.storage.claiming import Pace
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.outbox import Outbox
from bot.zoned_times import shown_time

ACTIONS = ("send", "discard", "pause", "resume", "stop")
LISTED = 20
UNKNOWN_LISTED = 100
TOO_LATE = "not done: it is {state} by now; look again with `learning-cities announce {name}`"


@dataclass(frozen=True)
class Options:
    """What is asked for; without a name, the list."""

    name: str | None = None
    scopes: str = ""
    """Whose text is shown: words such as "KE africa"; empty for who follows everything."""
    language: str = "en"
    actions: tuple[str, ...] = ()
    """Of `ACTIONS`, at most one."""
    unknown: str | None = None
    """`list`, `again` or `leave`: what to do about deliveries that nobody knows the result of."""
    yes: bool = False
    """Whether to send without asking."""


def announce(settings: Settings, options: Options, language: str) -> bool:
    """Carry out what is asked for, in words of `language`; tell whether it could be done.

    Raises BotError for what does not fit or does not exist, and DataError and StorageError.
    """
    _check(options)
    dataset = load_dataset(settings.data_dir)
    renderer = Renderer(announcement_languages(settings.intents_dir))
    if options.language not in renderer.languages:
        raise BotError(
            f"--lang: no announcements in {options.language!r}; there is {', '.join(sorted(renderer.languages))}"
        )
    words = load_chat_words(settings.intents_dir / language)
    return asyncio.run(_carry_out(settings, options, dataset, renderer, words))


def _check(options: Options) -> None:
    asked = [f"--{action}" for action in options.actions] + (["--unknown"] if options.unknown else [])
    if len(asked) > 1:
        raise BotError(f"{' and '.join(asked)} exclude each other; use one of them")
    if asked and options.name is None:
        raise BotError(f"{asked[0]} needs the NAME of an announcement; `learning-cities announce` lists them")
    if options.unknown not in (None, "list", "again", "leave"):
        raise BotError(f"--unknown: {options.unknown!r} is not known; use list, again or leave")


async def _carry_out(
    settings: Settings, options: Options, dataset: Dataset, renderer: Renderer, words: ChatWords
) -> bool:
    database = open_database(settings.database_url)
    try:
        store = AnnouncementStore(database)
        proposer = Proposer(dataset, settings.data_dir, renderer.languages, store)
        await proposer.changes()
        await proposer.messages()
        desk = _Desk(database, store, renderer, words, Pace(per_second=settings.messages_per_second))
        if options.name is None:
            await desk.list_all()
            return True
        found = await store.named(options.name)
        if found is None:
            raise BotError(
                f"no announcement is called {options.name!r}; `learning-cities announce` lists them"
            )
        return await desk.carry_out(found, options, dataset)
    finally:
        await database.close()


class _Desk:
    """Shows announcements and does what is asked with them."""

    def __init__(
        self, database: Database, store: AnnouncementStore, renderer: Renderer, words: ChatWords, pace: Pace
    ) -> None:
        self._store = store
        self._outbox = Outbox(database)
        self._steering = Steering(store, self._outbox)
        self._renderer = renderer
        self._words = words
        self._pace = pace

    async def list_all(self) -> None:
        """Print the last announcements, the newest first."""
        latest = await self._store.latest(LISTED)
        width = max((len(one.name) for one in latest), default=0)
        for one in latest:
            print(f"{one.name:{width}}  {one.state:10}  {await self._how_far(one)}".rstrip())
        if not latest:
            print("Nothing was announced so far, and nothing is proposed.")

    async def carry_out(self, one: Announcement, options: Options, dataset: Dataset) -> bool:
        """Do what is asked with an announcement; tell whether it could be done."""
        if options.unknown is not None:
            await self._settle_unknown(one, options.unknown)
            return True
        match options.actions:
            case ("send",):
                return await self._send(one, yes=options.yes)
            case ("discard",):
                return self._told(one, await self._store.discard(one.number), "It is discarded.")
            case ("pause",):
                done = "It is paused; --resume goes on."
                return self._told(one, await self._steering.pause(one.number), done)
            case ("resume",):
                return self._told(one, await self._steering.resume(one.number), "It goes on.")
            case ("stop",):
                done = "It is stopped; who has it keeps it."
                return self._told(one, await self._steering.stop(one.number), done)
        await self._show(one, options, dataset)
        return True

    async def _show(self, one: Announcement, options: Options, dataset: Dataset) -> None:
        try:
            scopes = write_scopes(named_scopes(options.scopes, dataset))
        except ValueError as fault:
            raise BotError(f"--for: {fault}") from None
        print(f"{one.name} ({one.topic}) is {one.state}: {await self._how_far(one)}".removesuffix(": "))
        if one.expires_at is not None:
            print(f"nothing of it is sent after {shown_time(one.expires_at)}")
        print()
        if not self._renderer.is_meant(one, scopes):
            print(f"Who follows {options.scopes} does not get it.")
            return
        rendered = self._renderer.render(one, options.language, scopes)
        print(rendered.text)
        for what, address in (("picture", rendered.picture), ("link", rendered.link)):
            if address:
                print(f"\n{what}: {address}")
        if rendered.sources:
            print("\nsources:", *rendered.sources, sep="\n  ")

    async def _how_far(self, one: Announcement) -> str:
        if one.state in (*OPEN, "planning"):
            lines = await self._outbox.lines_of_scopes(one.topic)
            expected = estimate(one, lines, self._renderer, self._pace).line(self._words)
            return f"{expected}, at {shown_time(one.send_at)}" if one.send_at is not None else expected
        if one.state in NOT_SENT:
            return ""
        return Meter(self._pace).read(await self._outbox.counts(one.number)).line(self._words)

    async def _send(self, one: Announcement, *, yes: bool) -> bool:
        if one.state not in OPEN or one.nonce is None:
            return self._told(one, None, "")
        if not yes:
            if not sys.stdin.isatty():
                raise BotError("--send asks before it sends; where nobody can answer, add --yes")
            if not _agrees(f"Send {one.name} to {await self._how_far(one)}? [y/N] "):
                print("Nothing is sent.")
                return True
        sent = await self._steering.send(one, one.nonce)
        if sent is not None and sent.state == "scheduled" and sent.send_at is not None:
            return self._told(one, sent, f"It is scheduled for {shown_time(sent.send_at)}.")
        done = "It is on its way: a running bot delivers it, or `learning-cities deliver`."
        return self._told(one, sent, done)

    async def _settle_unknown(self, one: Announcement, choice: str) -> None:
        unknown = number((await self._outbox.counts(one.number)).get("unknown", 0), self._words)
        if choice == "list":
            for row in await self._outbox.of_state(one.number, ("unknown",), UNKNOWN_LISTED):
                topic = f" topic {row.thread_id}" if row.thread_id else ""
                print(f"chat {row.chat_id}{topic}: {row.reason}")
            print(f"{unknown} unknown; --unknown again sends it to them once more, though some may have it")
        elif choice == "again":
            again = await self._outbox.send_unknown_again(one.number)
            print(f"{number(again, self._words)} are queued again.")
        else:
            print(f"{unknown} stay unknown; nothing is sent to them again.")

    def _told(self, one: Announcement, changed: Announcement | None, done: str) -> bool:
        print(TOO_LATE.format(state=one.state, name=one.name) if changed is None else done)
        return changed is not None


def _agrees(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False

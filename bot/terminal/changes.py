"""The report of `learning-cities changes`: what changed between two data folders, and the announcements of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.announcing.composing import Announced, changes_text, concerns
from bot.announcing.scopes import Scope, write_scopes
from bot.announcing.words import AnnouncementWords, announcement_languages
from bot.dataset.changes import Changes, Corrected, Totals, compare
from bot.dataset.loading import load_dataset
from bot.dataset.models import Region
from bot.dataset.snapshots import Intake, Member, Snapshot, snapshot_of
from bot.errors import BotError, DataError
from bot.text import fold

_RULE = "-" * 8


def report(
    old_dir: Path, new_dir: Path, intents_dir: Path, lang: str, followed: Sequence[str], *, as_json: bool
) -> None:
    """Print what changed, then the announcement for who follows everything, or for each of `followed`.

    Raises BotError for a folder, language or scope that does not exist, and DataError for a faulty file.
    """
    languages = announcement_languages(intents_dir)
    if lang not in languages:
        raise BotError(f"--lang: no announcements in {lang!r}; there is {', '.join(languages)}")
    words, old, new = languages[lang], _snapshot("OLD", old_dir), _snapshot("NEW", new_dir)
    changes = compare(old, new)
    readers = [_scopes(line, old, new, words) for line in followed] or [()]
    read = {scopes: changes_text(changes, scopes, words) for scopes in readers if concerns(changes, scopes)}
    if as_json:
        print(_as_json(changes, read, lang))
        return
    print("\n".join(_lines(changes)) or "no changes")
    for scopes in readers if not changes.is_empty else []:
        told = read.get(scopes)
        size = f"{len(told.text)} characters" if told else "not for this subscriber"
        print(f"\n{_RULE} {write_scopes(scopes)}, {lang}: {size}")
        if told:
            print(told.text)


def _snapshot(argument: str, folder: Path) -> Snapshot:
    if not folder.is_dir():
        raise BotError(f"{argument}: no folder {str(folder)!r}; name a folder like data/")
    dataset = load_dataset(folder)
    if not dataset.rounds:
        raise DataError(folder / "rounds.yaml", 0, "there is no round", "add the rounds of the data")
    return snapshot_of(dataset)


def _scopes(line: str, old: Snapshot, new: Snapshot, words: AnnouncementWords) -> tuple[Scope, ...]:
    """The scopes that a line means: one name, or codes, regions and ids with spaces between; "all" for none."""
    if line == "all":
        return ()
    found = _named(line, old, new, words)
    parts = [found] if found else [_named(word, old, new, words) for word in line.split()]
    for meant, word in zip(parts, [line] if found else line.split(), strict=True):
        if len(meant) > 1:
            keys = ", ".join(sorted(scope.key for scope in meant))
            raise BotError(f"--for: {word!r} can be {keys}; name one of them")
        if not meant:
            hint = "name a country (KE), a region (africa) or a city (lusaka-zm)"
            raise BotError(f"--for: nothing is called {word!r}; {hint}")
    if not parts:
        raise BotError("--for: it is empty; leave it out to read what all subscribers do")
    return tuple(dict.fromkeys(scope for meant in parts for scope in meant))


def _named(word: str, old: Snapshot, new: Snapshot, words: AnnouncementWords) -> set[Scope]:
    """All that a word can mean; a code, region or id goes before names."""
    members = (*old.members.values(), *new.members.values())
    by_key = {Scope("country", code) for code in new.countries if code == word}
    by_key |= {Scope("region", region) for region in Region if region == word}
    by_key |= {Scope("city", member.id) for member in members if member.id == word}
    if by_key:
        return by_key
    key = fold(word)
    by_name = {Scope("country", code) for code, land in new.countries.items() if key == fold(land.name)}
    by_name |= {Scope("region", region) for region in Region if key == fold(words.region(region))}
    return by_name or {Scope("city", member.id) for member in members if key == fold(member.name)}


def _lines(changes: Changes) -> Iterator[str]:
    """One line for each change, with ids."""
    for new in changes.new_rounds:
        yield f"new round    {_round(new.intake)}; {new.named} listed"
        for code in new.first_time:
            note = "" if code not in new.unnamed else ", no member listed"
            yield f"first time   {code} {changes.countries[code].name}{note}"
    for kind, members in (("joined", changes.joined), ("added", changes.added)):
        for member in members:
            yield f"{kind:<12} {_member(member)}"
    for left in changes.left:
        reason = "withdrawn" if left.withdrawn else "no row any more"
        yield f"left         {_member(left.member)}: {reason}"
    for renamed in changes.renamed:
        yield f"renamed      {renamed.member.id}: {renamed.before} -> {renamed.member.name}"
    for before, after in changes.new_ids.items():
        yield f"new id       {before} -> {after}"
    yield from map(_corrected, changes.corrected)
    for entry in changes.corrected_rounds:
        values = f"{_known(entry.before)} -> {_known(entry.after)}"
        yield f"corrected    round {entry.intake.id}, {entry.figure}: {values}"
    for first in changes.corrected_first_time:
        yield from (f"corrected    round {first.intake.id}, first time: also {code}" for code in first.found)
        yield from (f"corrected    round {first.intake.id}, first time: not {code}" for code in first.wrong)
    for code in changes.new_countries:
        yield f"new country  {code} {changes.countries[code].name}"
    if changes.totals != changes.totals_before:
        yield f"totals       {_totals(changes.totals_before)} -> {_totals(changes.totals)}"


def _member(member: Member) -> str:
    notes = [member.country, member.joined or "year unknown"]
    notes += [f"round {member.round}"] if member.round else []
    notes += ["capital"] if member.capital else []
    return f"{member.id} {member.name} ({', '.join(notes)})"


def _corrected(entry: Corrected) -> str:
    before, after = (
        {"": "no", "true": "yes"}[value] if entry.what == "capital" else _known(value)
        for value in (entry.before, entry.after)
    )
    return f"corrected    {entry.member.id}, {entry.what}: {before} -> {after}"


def _round(intake: Intake) -> str:
    figures = f"{intake.cities} cities, {intake.countries} countries, {_known(intake.capitals)} capitals"
    return f"{intake.id}: announced {intake.announced}, {figures}"


def _totals(totals: Totals) -> str:
    return f"{_known(totals.cities)} cities, {_known(totals.countries)} countries"


def _known(value: int | str | None) -> str:
    return "unknown" if value in (None, "") else str(value)


def _as_json(changes: Changes, read: Mapping[tuple[Scope, ...], Announced], lang: str) -> str:
    announcements = [
        {"for": write_scopes(scopes), "language": lang, "text": told.text, "sources": told.sources}
        for scopes, told in read.items()
    ]
    content = {"changes": changes.model_dump(mode="json"), "announcements": announcements}
    return json.dumps(content, ensure_ascii=False)

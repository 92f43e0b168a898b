"""The command that reads a member list, prints its review and, when told so, writes it into the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.dataset.loading import load_dataset
from bot.errors import BotError
from bot.importing.admissions import Calendar
from bot.importing.atlas import Atlas
from bot.importing.consequences import consequences, many_left
from bot.importing.countries import CountryNames
from bot.importing.drafting import FILES, Draft
from bot.importing.findings import Kind
from bot.importing.options import Options, check_sources, chosen_round
from bot.importing.reading import read_list
from bot.importing.replacing import check_changes, check_writable, replace_all
from bot.importing.report import lines_of, next_step, written_lines
from bot.importing.reviewing import review_list
from bot.understanding.gazetteer_files import load_gazetteer

_WRITTEN = (Kind.JOINED, Kind.LEFT, Kind.RENAMED)


def import_list(
    data_dir: Path,
    path: Path,
    options: Options,
    report: Callable[[str], None] = print,
    today: date | None = None,
) -> int:
    """Review a member list against the data, line by line to `report`; return the number of doubtful rows.

    With `options.write` the rows that are not doubtful are written. Raises BotError for options that do not fit,
    a folder that cannot be written and data that would be unsound, DataError for a file that cannot be read; then
    nothing is changed.
    """
    check_sources(options)
    if options.write:
        check_writable(data_dir, FILES)
    dataset = load_dataset(data_dir)
    chosen = chosen_round(options, dataset.rounds)
    gazetteer = load_gazetteer(data_dir, dataset, {})
    atlas = Atlas(data_dir, dataset, gazetteer)
    countries = CountryNames(data_dir, dataset, gazetteer)
    members = read_list(path, countries.is_country)
    review = review_list(members, atlas, countries, Calendar(dataset, chosen), whole=options.whole)
    for line in lines_of(review, path, consequences(review, atlas, data_dir)):
        report(line)
    if options.write:
        many = many_left(review, dataset)
        if many and options.whole is None:
            raise BotError(f"nothing was written: {many} members would be withdrawn; say --whole or --part")
        draft = Draft(data_dir, atlas, review, options, today or date.today())
        changes = draft.changes(chosen)
        if changes:
            check_changes(data_dir, changes)
            replace_all(data_dir, changes)
        lines = written_lines(review, data_dir, draft.told)
    else:
        adds_round = chosen is not None and chosen.id not in dataset.rounds
        is_writable = adds_round or any(review.of(kind) for kind in _WRITTEN)
        lines = iter(next_step(review, is_writable=is_writable))
    for line in lines:
        report(line)
    return len(review.of(Kind.DOUBTFUL))

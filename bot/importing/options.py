"""What the operator says beside the list: its source, the round, and whether to write; checked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.dataset.checks.tables import SLUG, is_date
from bot.dataset.models import Round
from bot.errors import BotError


@dataclass(frozen=True)
class Options:
    """Arguments of an import; figures are those of the announcement, never counted from the list."""

    whole: bool | None = None
    """Whether the list names all members; None to judge by how many of them it names."""
    write: bool = False
    sources: tuple[str, ...] = ()
    """https addresses of the pages that the list stands on."""
    publishers: tuple[str, ...] = ()
    """Of each source in turn; where none is given, the host of its address."""
    round: str | None = None
    """Id of the round in which new members of the list joined."""
    announced: str | None = None
    """ISO date; adds the round where it is unknown, as do the figures."""
    cities: int | None = None
    countries: int | None = None
    total_cities: int | None = None
    total_countries: int | None = None


def host_of(address: str) -> str:
    """Return the host of an address without "www."."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def check_sources(options: Options) -> None:
    """Raise BotError when writing lacks a source, or an address is none."""
    if options.write and not options.sources:
        raise BotError("--write needs --source: the https address of the page that the list stands on")
    if len(options.publishers) > len(options.sources):
        raise BotError("--publisher names who publishes the --source before it; give a source for each")
    for address in options.sources:
        try:
            is_https = urlsplit(address).scheme == "https" and bool(host_of(address))
        except ValueError:
            is_https = False
        if not is_https or any(map(str.isspace, address)) or not address.isprintable():
            raise BotError(
                f"--source: {address!r} is no https address; copy it from the browser's address bar"
            )


def chosen_round(options: Options, known: Mapping[str, Round]) -> Round | None:
    """Return the round that was named: a known one, or a new one without sources yet.

    Raises BotError for an unknown id without its date and figures, and for figures that contradict a known round.
    """
    given = {
        "announced": options.announced,
        "cities": options.cities,
        "countries": options.countries,
        "total_cities": options.total_cities,
        "total_countries": options.total_countries,
    }
    said = {name: value for name, value in given.items() if value is not None}
    if options.round is None:
        if said:
            raise BotError(f"--{next(iter(said)).replace('_', '-')} is of a round; name it with --round ID")
        return None
    if options.round in known:
        found = known[options.round]
        for name, value in said.items():
            if getattr(found, name) != value:
                option, own = name.replace("_", "-"), getattr(found, name)
                raise BotError(f"--{option}: round {found.id} has {own} in rounds.yaml; correct it there")
        return found
    needed = [name for name in ("announced", "cities", "countries") if name not in said]
    if needed:
        options_needed = ", ".join(f"--{name}" for name in needed)
        raise BotError(
            f"--round: {options.round!r} is none of {', '.join(known)}; a new round needs {options_needed} too"
        )
    if not SLUG.match(options.round):
        raise BotError(f"--round: {options.round!r} is no id; use a-z, 0-9 and hyphens, such as 2027")
    if not is_date(options.announced or "", full=True):
        raise BotError(f"--announced: {options.announced!r} is no day; write it like 2025-12-04")
    if (options.total_cities is None) != (options.total_countries is None):
        raise BotError("--total-cities and --total-countries stand together; give both or neither")
    return Round(id=options.round, sources=(), **said)

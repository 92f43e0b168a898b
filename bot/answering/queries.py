"""The queries an intent file may name: pure functions of the data set and the question."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering import (
    amounts,
    cities,
    comparing,
    countries,
    events,
    listing,
    namesakes,
    nearby,
    network,
    newcomers,
    picking,
    premises,
    ranking,
    statements,
)
from bot.answering.results import Query, Result
from bot.answering.wording import Words

QUERIES: dict[str, Callable[[Query, Words], Result]] = {
    "membership": cities.membership,
    "member_in_year": cities.member_in_year,
    "joined_when": cities.joined_when,
    "member_how_long": cities.member_how_long,
    "city_profile": cities.city_profile,
    "city_highlight": cities.city_highlight,
    "city_names": cities.city_names,
    "highlights_by_theme": cities.highlights_by_theme,
    "list_cities": listing.list_cities,
    "joined_with": listing.joined_with,
    "count_cities": listing.count_cities,
    "country_profile": countries.country_profile,
    "first_time_countries": newcomers.first_time_countries,
    "list_countries": countries.list_countries,
    "every_country": countries.every_country,
    "count_countries": countries.count_countries,
    "rank_countries": ranking.rank_countries,
    "compare_areas": ranking.compare_areas,
    "rank_regions": ranking.rank_regions,
    "region_of": countries.region_of,
    "departure": premises.departure,
    "only_one": premises.only_one,
    "first_in_area": premises.first_in_area,
    "totals": network.totals,
    "round_profile": network.round_profile,
    "growth": network.growth,
    "oldest_members": network.oldest_members,
    "newest_members": network.newest_members,
    "award_winners": events.award_winners,
    "conferences": events.conferences,
    "nearest_members": nearby.nearest_members,
    "compare_cities": comparing.compare_cities,
    "same_year": comparing.same_year,
    "some_cities": picking.some_cities,
    "some_countries": picking.some_countries,
    "number_check": amounts.number_check,
    "namesakes": namesakes.namesakes,
    "fact": statements.fact,
    "conflict": statements.conflict,
    "sources": statements.last_sources,
    "say": statements.say,
    "ask_place": statements.ask_place,
}

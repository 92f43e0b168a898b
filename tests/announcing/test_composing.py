"""The announcement of changes as subscribers of this and that read it."""

from __future__ import annotations

import pytest

from bot.announcing.composing import LONGEST, changes_text, concerns
from bot.announcing.scopes import Scope, read_scopes
from bot.announcing.words import AnnouncementWords
from bot.dataset.changes import Changes, compare
from bot.dataset.snapshots import Snapshot
from tests.announcing.editing import (
    with_country,
    with_member,
    with_new_member,
    with_round,
    without_member,
)

NETWORK = """\
72 cities from 46 countries joined UNESCO's Global Network of Learning Cities on 4 December 2025.
The network now has 425 cities in 91 countries.
12 countries joined for the first time: Benin, Burkina Faso, Chile, Cyprus, Guinea-Bissau, Iraq, Mongolia, Niger, \
Turkmenistan, United States, Venezuela and Zambia.
11 of the new cities are national capitals: Ankara, Ashgabat, Bissau, Buenos Aires, Cairo, Caracas, Hanoi, Lisbon, \
Lusaka, Porto-Novo and Riyadh.
I know 54 of the 72 by name."""


def read(changes: Changes, words: AnnouncementWords, line: str = "all") -> list[str]:
    """The paragraphs that a subscriber with this line of scopes reads."""
    return changes_text(changes, read_scopes(line), words).text.split("\n\n")


# The round of 2025 against the data before


def test_who_follows_everything_reads_all_names_by_region(
    round_2025: Changes, english: AnnouncementWords
) -> None:
    network, africa, arab, asia, europe, latin_america, unnamed, sources = read(round_2025, english)
    assert network == NETWORK
    assert africa == (
        "Africa\nBenin: Porto-Novo\nCôte d'Ivoire: Boundiali, Dimbokro\nGuinea-Bissau: Bissau\nZambia: Lusaka"
    )
    assert arab.startswith("Arab States\nEgypt: Cairo, Mansoura, Shebin El Kom\n")
    assert asia.startswith("Asia and the Pacific\nAustralia: Wollongong\n")
    assert europe.startswith("Europe and North America\nCyprus: Kourion\n")
    assert latin_america.endswith("\nVenezuela: Caracas")
    assert unnamed == "No source I have names the new members of: Burkina Faso and Niger."
    assert sources == (
        "Sources: UNESCO release (copy at sufe.edu.cn), Korean National Commission for UNESCO and 30 more "
        "(as of 4 December 2025)"
    )
    listed = "\n".join((africa, arab, asia, europe, latin_america))
    assert all(member.name in listed for member in round_2025.joined)


def test_who_follows_a_region_reads_its_part_first(round_2025: Changes, english: AnnouncementWords) -> None:
    part, network, sources = read(round_2025, english, "region:africa")
    assert part == (
        "For Africa:\n"
        "My list names 5 new members.\n"
        "Benin: Porto-Novo (capital)\n"
        "Côte d'Ivoire: Boundiali, Dimbokro\n"
        "Guinea-Bissau: Bissau (capital)\n"
        "Zambia: Lusaka (capital)\n"
        "In the network for the first time: Benin, Burkina Faso, Guinea-Bissau, Niger and Zambia.\n"
        "No source I have names the new members of: Burkina Faso and Niger."
    )
    assert network == NETWORK
    assert sources.endswith("and 5 more (as of 4 December 2025)")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (
            "country:CL",
            "For Chile:\nRenca and San Nicolás joined.\nThe country is in the network for the first time.",
        ),
        ("country:LT", "For Lithuania:\nŠiauliai joined."),
        (
            "country:ZM",
            "For Zambia:\nLusaka (capital) joined.\nThe country is in the network for the first time.",
        ),
        ("country:KE", "For Kenya:\nMy list names no new member there."),
        ("country:NL", "For the Netherlands:\nMy list names no new member there."),
        ("country:OM", "For Oman:\nNo city there has joined."),
        (
            "country:BF",
            "For Burkina Faso:\n"
            "The country is in the network for the first time; no source I have names its cities yet.",
        ),
        ("city:siauliai-lt", "For Šiauliai:\nThe city has joined the network."),
        ("city:cork-ie", "There is nothing new about the city that you follow."),
        ("city:cork-ie city:kaunas-lt", "There is nothing new about the 2 cities that you follow."),
    ],
)
def test_what_is_followed_stands_above_the_network(
    round_2025: Changes, english: AnnouncementWords, line: str, part: str
) -> None:
    assert read(round_2025, english, line)[:2] == [part, NETWORK]


@pytest.mark.parametrize("as_of", ["2025-12", "2025-11-30", "2025", None])
def test_none_is_said_only_where_the_list_was_complete_after_the_round(
    before_2025: Snapshot, today: Snapshot, english: AnnouncementWords, as_of: str | None
) -> None:
    changes = compare(before_2025, with_country(today, "OM", complete_as_of=as_of))
    assert read(changes, english, "country:OM")[0] == "For Oman:\nMy list names no new member there."


def test_several_scopes_have_a_part_each_those_with_news_first(
    round_2025: Changes, english: AnnouncementWords
) -> None:
    paragraphs = read(round_2025, english, "country:KE city:lusaka-zm region:arab_states country:US")
    headings = [paragraph.splitlines()[0] for paragraph in paragraphs[:4]]
    assert headings == ["For Lusaka:", "For the Arab States:", "For the United States:", "For Kenya:"]
    assert paragraphs[4] == NETWORK


def test_more_than_a_handful_is_summed_up(round_2025: Changes, english: AnnouncementWords) -> None:
    codes = ("KE", "CL", "LT", "ZM", "US", "PT", "IQ", "VE", "DE", "city:cork-ie")
    line = " ".join(code if ":" in code else f"country:{code}" for code in codes)
    paragraphs = read(round_2025, english, line)
    assert [paragraph.startswith("For ") for paragraph in paragraphs].count(True) == 5
    assert paragraphs[5] == (
        "There is news of more that you follow: Iraq and Venezuela.\n"
        "There is nothing new about 2 more places that you follow.\n"
        "There is nothing new about the city that you follow."
    )


def test_sources_are_those_of_the_round_and_of_what_is_named(
    round_2025: Changes, today: Snapshot, english: AnnouncementWords
) -> None:
    expected = [*today.rounds["2025"].sources, *today.members["siauliai-lt"].sources]
    told = changes_text(round_2025, read_scopes("country:LT"), english)
    assert told.sources == tuple(today.pages[source].address for source in expected)
    assert len(changes_text(round_2025, (), english).sources) > 30


def test_in_french_names_of_countries_and_dates_are_french(
    round_2025: Changes, french: AnnouncementWords
) -> None:
    part, network, _ = read(round_2025, french, "country:CL")
    assert part.replace("\xa0", " ") == (
        "Chili :\nRenca et San Nicolás ont rejoint le réseau.\n"
        "Le pays fait partie du réseau pour la première fois."
    )
    assert network.startswith(
        "72 villes dans 46 pays ont rejoint le Réseau mondial UNESCO des villes apprenantes le 4 décembre 2025.\n"
        "Le réseau compte désormais 425 villes dans 91 pays.\n"
    )
    assert "États-Unis" in network


# Less room


@pytest.mark.parametrize(
    ("limit", "note", "line"),
    [
        (1600, "numbers by country", "Egypt: 3"),
        (1200, "numbers by region", "Africa: 5"),
        (800, "numbers only", "12 countries joined for the first time."),
    ],
)
def test_where_names_do_not_fit_numbers_stand_and_the_text_says_so(
    round_2025: Changes, english: AnnouncementWords, limit: int, note: str, line: str
) -> None:
    text = changes_text(round_2025, (), english, limit).text
    assert len(text) <= limit
    assert f"There are too many names for one message, so I give {note}." in text
    assert line in text.splitlines()
    assert "Mansoura" not in text


def test_a_round_of_hundreds_of_cities_still_fits(today: Snapshot, english: AnnouncementWords) -> None:
    intake = today.rounds["2025"].model_copy(
        update={"id": "2027", "announced": "2027-12-01", "first_time_countries": None, "capitals": None}
    )
    newer = today.model_copy(update={"rounds": {**today.rounds, "2027": intake}})
    for number in range(300):
        name = f"Llanfairpwllgwyngyll {number}"
        newer = with_new_member(newer, f"c{number}-gb", name, "GB", year=2027, round="2027")
    text = changes_text(compare(today, newer), (), english).text
    assert len(text) <= LONGEST
    assert "United Kingdom: 300" in text.splitlines()


# Other changes


def test_an_older_member_is_not_said_to_have_joined(today: Snapshot, english: AnnouncementWords) -> None:
    newer = with_new_member(today, "kisumu-ke", "Kisumu", "KE", year=2022, month=9, round="2022")
    changes = compare(today, newer)
    assert read(changes, english) == [
        "My list of UNESCO's learning cities has changed.",
        "Now also known to me:\nKenya: Kisumu (2022)",
        "As of 4 December 2025",
    ]
    assert read(changes, english, "country:KE")[0] == (
        "For Kenya:\nNow also known to me:\nKenya: Kisumu (2022)"
    )


def test_a_country_that_only_the_list_lacked_is_new_on_the_list(
    today: Snapshot, english: AnnouncementWords
) -> None:
    changes = compare(today, with_new_member(today, "suva-fj", "Suva", "FJ", year=2020))
    text = changes_text(changes, (), english).text
    assert "Countries new on my list: Fiji." in text
    assert "for the first time" not in text


def test_who_joined_without_a_round_is_announced(today: Snapshot, english: AnnouncementWords) -> None:
    changes = compare(today, with_new_member(today, "kisumu-ke", "Kisumu", "KE", year=2026))
    assert read(changes, english)[:2] == [
        "One city has joined UNESCO's Global Network of Learning Cities.",
        "Africa\nKenya: Kisumu",
    ]
    assert read(changes, english, "country:KE")[0] == "For Kenya:\nKisumu joined."


def test_leaving_the_network_and_leaving_the_list_are_told_apart(
    today: Snapshot, english: AnnouncementWords
) -> None:
    newer = without_member(with_member(today, "cork-ie", withdrawn=True), "bristol-gb")
    assert read(compare(today, newer), english)[1] == (
        "No longer members:\nIreland: Cork\nNo longer on my list:\nUnited Kingdom: Bristol (2016)"
    )


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"name": "Greater Lusaka"}, "Lusaka (Zambia) is now listed as Greater Lusaka."),
        ({"year": 2024}, "Lusaka (Zambia) joined in December 2024, not in December 2025 as I said."),
        ({"month": None}, "Lusaka (Zambia) joined in 2025; I no longer have a month for it."),
        ({"year": None, "month": None}, "Lusaka (Zambia): no source I have gives the year any more."),
        ({"capital": False}, "Lusaka (Zambia) is no longer listed as a national capital."),
        ({"country": "ZW"}, "Lusaka is now listed under Zimbabwe, no longer under Zambia."),
    ],
)
def test_corrections_say_what_holds_and_what_was_said(
    today: Snapshot, english: AnnouncementWords, fields: dict[str, object], line: str
) -> None:
    changes = compare(today, with_member(today, "lusaka-zm", **fields))
    assert read(changes, english)[1] == line
    assert read(changes, english, "city:lusaka-zm")[0].splitlines()[1:] == [line]


def test_a_date_that_became_known_contradicts_nothing(today: Snapshot, english: AnnouncementWords) -> None:
    for fields in ({"month": None}, {"year": None, "month": None}):
        changes = compare(with_member(today, "lusaka-zm", **fields), today)
        assert read(changes, english)[1] == "Lusaka (Zambia) joined in December 2025."


def test_corrected_figures_and_first_time_countries(today: Snapshot, english: AnnouncementWords) -> None:
    older = with_round(today, "2025", cities=73, capitals=None, announced="2025-12-03")
    codes = today.rounds["2025"].first_time_countries or ()
    older = with_round(older, "2025", first_time_countries=(*codes, "LT"))
    changes = compare(older, today)
    assert read(changes, english)[1].splitlines() == [
        "Not in the network for the first time in the round of 4 December 2025, other than I said: Lithuania.",
        "Round of 4 December 2025, day of the announcement: 4 December 2025, not 3 December 2025 as I said.",
        "Round of 4 December 2025, new cities: 72, not 73 as I said.",
        "Round of 4 December 2025, new national capitals: 11.",
    ]
    assert concerns(changes, read_scopes("country:LT"))
    assert not concerns(changes, read_scopes("country:KE"))


def test_several_rounds_at_once_are_told_apart_by_year(
    before_2025: Snapshot, today: Snapshot, english: AnnouncementWords
) -> None:
    older = before_2025.model_copy(
        update={"rounds": {key: row for key, row in before_2025.rounds.items() if key != "2024"}}
    )
    for city_id in [key for key, member in older.members.items() if member.round == "2024"]:
        older = without_member(older, city_id)
    latest, before, *_ = read(compare(older, today), english)
    assert latest == NETWORK
    assert before.startswith("64 cities from 35 countries joined UNESCO's")
    assert "Benin: Porto-Novo (2025)" in changes_text(compare(older, today), (), english).text


# Whom it concerns


def test_a_round_concerns_everybody_and_nothing_nobody(round_2025: Changes, today: Snapshot) -> None:
    nothing = compare(today, today)
    for line in ("all", "country:KE", "city:cork-ie"):
        assert concerns(round_2025, read_scopes(line))
        assert not concerns(nothing, read_scopes(line))


def test_other_changes_concern_who_follows_the_place_or_what_holds_it(today: Snapshot) -> None:
    changes = compare(today, with_member(today, "lusaka-zm", name="Greater Lusaka"))
    for line in ("all", "city:lusaka-zm", "country:ZM", "region:africa", "country:KE city:lusaka-zm"):
        assert concerns(changes, read_scopes(line)), line
    for line in ("city:cork-ie", "country:KE", "region:arab_states"):
        assert not concerns(changes, read_scopes(line)), line


def test_who_follows_the_wrong_country_learns_of_the_right_one(today: Snapshot) -> None:
    changes = compare(today, with_member(today, "lusaka-zm", country="ZW"))
    assert concerns(changes, [Scope("country", "ZW")])
    assert concerns(changes, [Scope("country", "ZM")])


def test_who_follows_a_city_follows_it_under_its_new_id(today: Snapshot, english: AnnouncementWords) -> None:
    changes = compare(today, with_member(today, "hull-gb", id="kingston-gb", name="Kingston upon Hull"))
    for line in ("city:hull-gb", "city:kingston-gb"):
        assert concerns(changes, read_scopes(line))
        assert read(changes, english, line)[0].startswith("For Kingston upon Hull:\n")


def test_a_new_id_alone_is_nothing_to_announce(today: Snapshot) -> None:
    changes = compare(today, with_member(today, "hull-gb", id="kingston-upon-hull-gb"))
    assert changes.new_ids
    assert not concerns(changes, ())
    assert not concerns(changes, [Scope("city", "hull-gb")])

"""A member list as an operator would copy it, made of the project's own members, and a desk to review lists on."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from bot.dataset.loading import load_dataset
from bot.dataset.models import Round
from bot.importing.admissions import Calendar
from bot.importing.atlas import Atlas
from bot.importing.countries import CountryNames
from bot.importing.findings import Finding, Kind, Review
from bot.importing.reading import read_list
from bot.importing.reviewing import review_list
from bot.understanding.gazetteer_files import load_gazetteer

DATA = Path(__file__).parents[2] / "data"
NEXT_ROUND = Round(id="2027", announced="2027-02-14", cities=60, countries=40, sources=())
UNESCO_NAMES = {
    "GB": "United Kingdom of Great Britain and Northern Ireland",
    "IR": "Iran (Islamic Republic of)",
    "KR": "Republic of Korea",
    "TR": "Türkiye",
    "US": "United States of America",
    "VE": "Venezuela (Bolivarian Republic of)",
}


class Desk:
    """The data set and its names, on which lists are laid."""

    def __init__(self, data_dir: Path, folder: Path) -> None:
        self.folder = folder
        self.dataset = load_dataset(data_dir)
        gazetteer = load_gazetteer(data_dir, self.dataset, {})
        self.countries = CountryNames(data_dir, self.dataset, gazetteer)
        self.atlas = Atlas(data_dir, self.dataset, gazetteer)

    def review(
        self,
        text: str | bytes,
        *,
        whole: bool | None = None,
        chosen: Round | None = None,
        name: str = "list.csv",
    ) -> Review:
        """The review of a list with this content."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        members = read_list(path, self.countries.is_country)
        return review_list(members, self.atlas, self.countries, Calendar(self.dataset, chosen), whole=whole)

    def finding(self, row: str, *, header: str = "City,Country,Year,decision", **options: object) -> Finding:
        """What becomes of a single row below the header."""
        review = self.review(f"{header}\n{row}\n", **options)  # type: ignore[arg-type]
        return next(finding for finding in review.findings if finding.kind is not Kind.LEFT)

    def whole_list(self, **changes: str) -> str:
        """All members with their years; `changes` replaces names by id (with _ for -), "" drops the row."""
        return table(self.members(**changes))

    def members(self, **changes: str) -> list[list[str]]:
        """Rows of all members: name, country as UNESCO writes it, year."""
        rows = []
        for city in self.dataset.members:
            name = changes.get(city.id.replace("-", "_"), city.name)
            country = UNESCO_NAMES.get(city.country, self.dataset.countries[city.country].name)
            if name:
                rows.append([name, country, str(city.year or "")])
        return rows


def table(rows: list[list[str]], *header: str, separator: str = ",") -> str:
    """Rows as CSV below a header."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(header or ("City", "Country", "Year"))
    writer.writerows(rows)
    return text.getvalue()


def next_list(desk: Desk) -> str:
    """The list of the next round: slips, other scripts, a new name, one city twice, one gone, three new."""
    changes = {
        "wolverhampton_gb": "Wolverhamton",
        "sonderborg_dk": "Sonderbrog",
        "beijing_cn": "北京",
        "cairo_eg": "القاهرة",
        "kyiv_ua": "Київ",
        "chisinau_md": "Kishinev",
        "kilifi_county_ke": "Kilifi (County)*",
        "gelsenkirchen_de": "Gelsenkirchen-Buer",
        "swansea_gb": "",
    }
    rows = desk.members(**changes)
    rows += [
        ["Cork¹", "Ireland", "2015"],
        ["Osaka", "Japan", "2027"],
        ["Nova Lumina", "Brazil", "2027"],
        ["La Paz", "Bolivia (Plurinational State of)", "2027"],
        ["Lusaka", "Kenya", ""],
    ]
    return table(rows)

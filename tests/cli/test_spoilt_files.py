"""Whatever file is spoilt: the bot names it or works without, and never falls over."""

from __future__ import annotations

import pytest

from bot.engine import Engine
from bot.errors import BotError
from tests.cli.command import House

FILES = [
    "data/cities.csv",
    "data/sources.csv",
    "data/facts.yaml",
    "data/aliases/countries.yaml",
    "data/aliases/de.yaml",
    "data/gazetteer/confusables.txt",
    "data/gazetteer/country_names.tsv",
    "data/gazetteer/member_names.tsv",
    "data/gazetteer/places.tsv.gz",
    "intents/en/_filters.yaml",
    "intents/en/_words.yaml",
    "intents/en/_wordings.yaml",
    "intents/en/membership.yaml",
]
CONTENTS = {
    "nothing": b"",
    "a list": b"- a\n- b\n",
    "another mapping": b"a:\n  b: c\n",
    "no text": b"\xff\xfe\x00\x01",
}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_spoilt_file_is_named_in_one_line(house: House, file: str, content: bytes) -> None:
    path = house.root / file
    path.write_bytes(content)
    try:
        engine = Engine.load(house.root / "data", house.root / "intents")
    except BotError as error:
        assert str(path) in str(error)
        assert "\n" not in str(error)
    else:
        assert engine.ask("is Lusaka in").text

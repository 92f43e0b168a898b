"""The command line `learning-cities`: parses arguments and calls the rooms below.

Rooms are imported inside the commands, so that `ask` answers without loading Telegram, the database or rich.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.errors import BotError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.engine import Engine

NAME = "learning-cities"
ENGLISH = "en"
DONE, PROBLEMS, MISUSED = 0, 1, 2
"""Exit codes: all went well; `check` or `doctor` found problems; the arguments or the configuration are wrong."""


class _Commands(TyperGroup):
    """Ends a command quietly when the reader of its output has gone away, as `head` does."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Python flushes once more when it ends; what is left must not fail a second time.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        return result


app = typer.Typer(
    name=NAME,
    cls=_Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Lang = Annotated[str, typer.Option("--lang", metavar="xx", help="Language of the answer.")]


def main() -> None:
    """Run the command given on the command line and end the process with its exit code."""
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: list[str]) -> int:
    """Run one command and return its exit code; a misuse or a fault is one line on standard error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter of a place name shows "?", and no bytes typed in stop the chat.
            stream.reconfigure(errors="replace")
    try:
        return app(arguments, prog_name=NAME, standalone_mode=False) or DONE
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f"; see '{context.command_path} --help'" if context else ""
        return _fail(error.format_message().rstrip(".") + hint)
    except BotError as error:
        return _fail(str(error))


def _fail(message: str) -> int:
    print("error:", " ".join(message.split()), file=sys.stderr)
    return MISUSED


def _show_version(wanted: bool) -> None:
    if wanted:
        print(NAME, __version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Answers questions about UNESCO's learning cities, on Telegram and in a terminal."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def ask(
    words: Annotated[
        list[str],
        typer.Argument(metavar="QUESTION", help='The question; "-" with --json reads standard input.'),
    ],
    lang: Lang = ENGLISH,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the question was understood.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, one object a line.")] = False,
    conversation: Annotated[
        bool,
        typer.Option(
            "--conversation", help="With --json -: lines are one chat, an empty line starts a new one."
        ),
    ] = False,
) -> None:
    """Answer a question, or with `--json -` every line of standard input."""
    # An argument that is not UTF-8 arrives with lone surrogates, which cannot be written out again.
    question = " ".join(words).encode("utf-8", "replace").decode()
    from_stdin = question == "-"
    if from_stdin and not as_json:
        raise typer.TyperException("'-' reads questions from standard input and needs --json")
    if conversation and not from_stdin:
        raise typer.TyperException("--conversation works with '--json -' only")
    if explain and as_json:
        raise typer.TyperException("--explain is for people and --json for programs; use one of them")
    engine = _load_engine(Settings.from_env(), lang)

    from bot.terminal import json_lines, plain

    if from_stdin:
        json_lines.answer_lines(engine.ask, sys.stdin.buffer, sys.stdout.buffer, one_chat=conversation)
    elif as_json:
        sys.stdout.buffer.write(json_lines.json_line(engine.ask(question)))
    else:
        explanation = engine.explain(question)
        print(plain.as_text(explanation.answer))
        if explain:
            print("", *explanation.lines(), sep="\n")


@app.command()
def chat(lang: Lang = ENGLISH) -> None:
    """Talk with the bot in this terminal; needs no token and no network."""
    from bot.terminal.chat import TerminalChat

    TerminalChat(_load_engine(Settings.from_env(), lang)).hold()


@app.command()
def run() -> None:
    """Start the bot on Telegram; TELEGRAM_BOT_TOKEN must be set."""
    from bot.telegram.application import run as run_on_telegram

    settings = Settings.from_env()
    raise typer.Exit(run_on_telegram(settings, _load_engine(settings)))


@app.command()
def announce(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="What to show; default: a list.")] = None,
    scopes: Annotated[
        str, typer.Option("--for", metavar="SCOPE", help="Show what followers of KE, africa, lusaka-zm read.")
    ] = "",
    lang: Annotated[str, typer.Option("--lang", metavar="xx", help="Show it in this language.")] = ENGLISH,
    send: Annotated[bool, typer.Option("--send", help="Send it, after a question.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --send: without a question.")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="Give a proposal up.")] = False,
    pause: Annotated[bool, typer.Option("--pause", help="Send no more of it for now.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a pause.")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Send no more of it.")] = False,
    unknown: Annotated[
        str | None, typer.Option(metavar="list|again|leave", help="Deliveries that may have arrived.")
    ] = None,
) -> None:
    """Show what is or could be announced, and send it; exit code 1 if that is not possible any more."""
    from bot.terminal.announcing import ACTIONS, Options
    from bot.terminal.announcing import announce as carry_out

    chosen = zip(ACTIONS, (send, discard, pause, resume, stop), strict=True)
    actions = tuple(action for action, is_asked in chosen if is_asked)
    options = Options(name, scopes, lang, actions, unknown, yes)
    raise typer.Exit(DONE if carry_out(Settings.from_env(), options, ENGLISH) else PROBLEMS)


@app.command()
def deliver(
    keep: Annotated[bool, typer.Option("--keep", help="Go on until it is stopped by a signal.")] = False,
) -> None:
    """Deliver what is announced, beside a running bot or without one; exit code 1 if not all is certain."""
    from bot.telegram.delivering import deliver as deliver_all
    from bot.terminal.delivering import DeliveryDisplay

    settings = Settings.from_env()
    display = DeliveryDisplay.load(settings.intents_dir / ENGLISH, keeps=keep)
    raise typer.Exit(PROBLEMS if deliver_all(settings, display, keep=keep) else DONE)


@app.command()
def doctor() -> None:
    """Check token, Telegram, BotFather's settings, database and data; exit code 1 if there are problems."""
    from bot.telegram.doctor import examine

    raise typer.Exit(PROBLEMS if examine(Settings.from_env(), ENGLISH) else DONE)


@app.command("set-profile")
def set_profile() -> None:
    """Set the bot's commands and descriptions on Telegram where they differ."""
    from bot.telegram.profile import run as run_set_profile

    run_set_profile(Settings.from_env(), ENGLISH)


@app.command()
def check(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show points to review as well.")] = False,
) -> None:
    """Check the data and intents; exit code 1 if there are problems."""
    from bot.terminal.checks import report

    raise typer.Exit(PROBLEMS if report(Settings.from_env(), verbose=verbose) else DONE)


@app.command()
def changes(
    old: Annotated[Path, typer.Argument(help="Folder with the data as it was.")],
    new: Annotated[Path, typer.Argument(help="Folder with the data as it is.")],
    lang: Annotated[
        str, typer.Option("--lang", metavar="xx", help="Language of the announcement.")
    ] = ENGLISH,
    followed: Annotated[
        list[str] | None,
        typer.Option(
            "--for", metavar="SCOPE", help="As followers of KE, africa, lusaka-zm read it. Repeatable."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object of JSON.")] = False,
) -> None:
    """Compare two versions of the data and compose the announcement of what changed."""
    from bot.terminal.changes import report

    report(old, new, Settings.from_env().intents_dir, lang, followed or (), as_json=as_json)


@app.command("build-data")
def build_data(
    language_names: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Holds <language>/LC_MESSAGES/geonames.mo; default: Debian's."),
    ] = None,
    words: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A full word list; default: Debian's. Repeatable."),
    ] = None,
    common_words: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A list of common words. Repeatable.")
    ] = None,
) -> None:
    """Rebuild the places in the data from GeoNames (for maintainers)."""
    from bot.building.command import build_data as build

    without_position = build(Settings.from_env().data_dir, language_names, words or (), common_words or ())
    raise typer.Exit(PROBLEMS if without_position else DONE)


@app.command("import")
def import_list(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Member list: CSV with city and country.")],
    whole: Annotated[
        bool | None,
        typer.Option(
            "--whole/--part", help="Whether it names all members; default: if it names half of them."
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write what is not doubtful; needs --source.")
    ] = False,
    source: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="Page that the list stands on. Repeatable.")
    ] = None,
    publisher: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Of each source; default: its host. Repeatable.")
    ] = None,
    round_id: Annotated[
        str | None, typer.Option("--round", metavar="ID", help="Round in which the new members joined.")
    ] = None,
    announced: Annotated[str | None, typer.Option(metavar="DATE", help="Day of a round to be added.")] = None,
    cities: Annotated[int | None, typer.Option(min=1, help="New cities, as announced.")] = None,
    countries: Annotated[int | None, typer.Option(min=1, help="Their countries, as announced.")] = None,
    total_cities: Annotated[int | None, typer.Option(min=1, help="All members, as announced.")] = None,
    total_countries: Annotated[int | None, typer.Option(min=1, help="All countries, as announced.")] = None,
) -> None:
    """Compare a member list with the data, for review; exit code 1 if rows are doubtful."""
    from bot.importing.command import import_list as review
    from bot.importing.options import Options

    figures = (round_id, announced, cities, countries, total_cities, total_countries)
    options = Options(whole, write, tuple(source or ()), tuple(publisher or ()), *figures)
    raise typer.Exit(PROBLEMS if review(Settings.from_env().data_dir, path, options) else DONE)


def _load_engine(settings: Settings, lang: str = ENGLISH) -> Engine:
    from bot.announcing.words import question_languages
    from bot.engine import Engine

    languages = question_languages(settings.intents_dir)
    if lang not in languages and lang != ENGLISH:
        raise typer.TyperException(f"--lang: no language {lang!r}; there is {', '.join(languages)}")
    return Engine.load(settings.data_dir, settings.intents_dir, language=lang)

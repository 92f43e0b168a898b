"""A PostgreSQL server of the tests' own, in a temporary folder and on loopback only."""

from __future__ import annotations

import getpass
import itertools
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from tests.free_ports import free_port

_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this user."""
GUARDED_USER = "guarded"
"""The one user that has to give a password; a test makes it."""
_DEBIANS = Path("/usr/lib/postgresql")
_START_SECONDS = "60"


def programs() -> Path | None:
    """Return the folder with PostgreSQL's own programs, the newest version; None where it is not installed."""
    found = sorted(_DEBIANS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    on_path = shutil.which("initdb")
    newest = found[-1] if found else Path(on_path).resolve() if on_path else None
    return None if newest is None else newest.parent


class PostgresqlServer:
    """A server for the length of a block; `new_database` gives the address of an empty database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._numbers = itertools.count(1)
        self.port = free_port()

    def __enter__(self) -> PostgresqlServer:
        self._folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self._folder, _USER)
        self._call("initdb", "-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"host all {GUARDED_USER} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = str(self._folder / "log")
        self._call(
            "pg_ctl", "-D", str(self._data), "-o", options, "-l", log, "-w", "-t", _START_SECONDS, "start"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"bot{next(self._numbers)}"
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, "-T", "template0", name)
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{name}"

    def _call(self, program: str, *arguments: str) -> None:
        folder = programs()
        assert folder is not None, "PostgreSQL is not installed"
        own = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 and getpass.getuser() != _USER else []
        done = subprocess.run(
            [*own, str(folder / program), *arguments],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}"

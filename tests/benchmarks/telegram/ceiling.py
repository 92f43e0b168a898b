"""How much the server of the benchmark can take: requests as cheap as can be, from a process of its own."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from statistics import median

from tests.benchmarks.telegram.api_server import ApiServer
from tests.benchmarks.telegram.bots import TOKEN, on_bots_core
from tests.cli.command import ROOT

CONNECTIONS = 32
SECONDS = 3.0
RUNS = 3
_BODY = b'{"chat_id": 5000001, "text": "%s"}' % (b"x" * 400)
_REQUEST = b"POST /bot%s/sendMessage HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (
    TOKEN.encode(),
    len(_BODY),
    _BODY,
)


async def server_ceiling() -> float:
    """Messages a second that the server takes from many connections; the median of some runs."""
    server = ApiServer()
    await server.start()
    port = server.url.rpartition(":")[2]
    try:
        rates = []
        for _ in range(RUNS):
            before = server.messages
            seconds = await asyncio.to_thread(_run, port)
            rates.append((server.messages - before) / seconds)
        return median(rates)
    finally:
        server.close()


def _run(port: str) -> float:
    """Send for some seconds; return how many it were."""
    with on_bots_core():
        child = subprocess.Popen([sys.executable, "-m", __name__, port], cwd=ROOT, stdout=subprocess.PIPE)
    out, _ = child.communicate()
    if child.returncode:
        raise RuntimeError(f"the ceiling could not be measured: exit code {child.returncode}")
    return float(out)


def main() -> None:
    """Send to the port given and print the seconds it took."""
    ends = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(CONNECTIONS)]
    begin = time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        for end in ends:
            end.sendall(_REQUEST)
        for end in ends:
            end.recv(65_536)
    print(time.perf_counter() - begin)


if __name__ == "__main__":
    main()

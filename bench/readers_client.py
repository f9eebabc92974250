"""Readers of the public pages, a process of their own: `python -m bench.readers_client PORT PLAN.json SECONDS THINK`.

Each reader has a connection that is kept, asks for a page, reads it to its last byte, thinks, and asks for the next: a
closed loop. THINK is the mean of the pause in seconds, drawn from an exponential distribution and cut at four times
the mean. Nothing is drawn and nothing unpacked, so that the readers take little of the processor that they measure.
PLAN: {"weights": {kind: n}, "addresses": {kind: [path, …]}}. Prints what was met as one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench import harness

READERS = 200
SEED = 20310
PATIENCE_S = 30.0
AGENT = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36"


class Met:
    """What all readers met."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}
        self.errors: Counter[str] = Counter()
        self.bytes = 0
        self.reconnected = 0


class Reader:
    """A browser without cookies: one connection, made again where the server closed it while nobody asked."""

    def __init__(self, port: int, met: Met) -> None:
        self.port, self.met = port, met
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body as they were sent. Raises OSError, EOFError, TimeoutError or ValueError."""
        async with asyncio.timeout(PATIENCE_S):
            if self._streams is not None:
                try:
                    return await self._ask(path)
                except (ConnectionError, asyncio.IncompleteReadError) as closed:
                    if getattr(closed, "partial", b""):
                        raise
                    self.met.reconnected += 1  # as a browser does when a kept connection turns out to be closed
                    self.close()
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
            return await self._ask(path)

    async def _ask(self, path: str) -> tuple[int, bytes]:
        assert self._streams is not None
        incoming, outgoing = self._streams
        outgoing.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUser-Agent: {AGENT}\r\n"
            "Accept: text/html,*/*\r\nAccept-Encoding: gzip\r\nAccept-Language: vi\r\n\r\n".encode()
        )
        await outgoing.drain()
        head = await incoming.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((line[15:] for line in lines if line.startswith(b"content-length:")), None)
        if length is None:
            raise ValueError("the answer does not say how long it is")
        body = await incoming.readexactly(int(length))
        if b"connection: close" in lines:
            self.close()
        return int(head[9:12]), body

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def one(number: int, port: int, plan: dict[str, Any], until: float, think: float, met: Met) -> None:
    """One reader's visit, until the time is over."""
    dice, reader = random.Random(SEED + number), Reader(port, met)
    kinds, weights = list(plan["weights"]), list(plan["weights"].values())
    await asyncio.sleep(dice.random() * think)
    while time.perf_counter() < until:
        kind = dice.choices(kinds, weights)[0]
        path = dice.choice(plan["addresses"][kind])
        began = time.perf_counter()
        try:
            status, body = await reader.get(path)
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError) as problem:
            met.errors[f"{kind}: {type(problem).__name__}"] += 1
            reader.close()
        else:
            if status == 200 and body:
                met.taken.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
                met.bytes += len(body)
            else:  # a fast error is not a fast page
                met.errors[f"{kind}: {status}"] += 1
        await asyncio.sleep(min(dice.expovariate(1 / think), 4 * think, max(0.0, until - time.perf_counter())))
    reader.close()


async def visit(port: int, plan: dict[str, Any], seconds: float, think: float) -> harness.Figures:
    met, began, spent = Met(), time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(n, port, plan, began + seconds, think, met) for n in range(READERS)))
    wall = time.perf_counter() - began
    every = [each for taken in met.taken.values() for each in taken]
    return {
        "readers": READERS,
        "think_s": think,
        "seconds": round(wall, 1),
        "requests_a_second": round(len(every) / seconds, 1),
        "kinds": {kind: harness.percentiles(taken) for kind, taken in sorted(met.taken.items())},
        "every_answer": harness.percentiles(every),
        "errors": sum(met.errors.values()),
        "errors_by_kind": dict(met.errors),
        "reconnected": met.reconnected,
        "megabytes": round(met.bytes / 1e6, 1),
        "client_cpu_seconds": round(time.process_time() - spent, 2),
    }


def main() -> None:
    port, plan, seconds, think = sys.argv[1:5]
    said = json.loads(Path(plan).read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(visit(int(port), said, float(seconds), float(think)))))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Talks to a running echo server with clients that know nothing of it: asyncio streams, bare sockets and nc.

usage: clients.py HOST PORT [--timeout SECONDS] [--max-line BYTES]

--timeout and --max-line say what the server was started with. Prints a line per check and ends with
"N passed, 0 failed"; exit status 1 if one failed. Standard library only, Python 3.7 or later.
"""

import argparse
import asyncio
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import time

PATIENCE = 60.0


class Server:
    def __init__(self, host, port, timeout, max_line):
        self.host, self.port, self.timeout, self.max_line = host, port, timeout, max_line

    async def open(self):
        return await asyncio.open_connection(self.host, self.port)

    async def exchange(self, data, end=True):
        """Sends everything, half-closes, and returns all that comes back."""
        reader, writer = await self.open()
        try:
            received = asyncio.ensure_future(reader.read())
            writer.write(data)
            await writer.drain()
            if end:
                writer.write_eof()
            return await received
        finally:
            writer.close()


def same(actual, expected):
    if actual != expected:
        raise AssertionError("expected %s, got %s" % (shown(expected), shown(actual)))


def shown(data):
    text = repr(data[:60])
    return text if len(data) <= 60 else "%s… (%d bytes)" % (text, len(data))


async def hello(server):
    reader, writer = await server.open()
    for line in (b"hello\n", b"\n", "Gr\u00fc\u00dfe \u4e16\u754c\n".encode()):
        writer.write(line)
        same(await reader.readline(), line)
    writer.close()


async def crlf(server):
    data = b"one\r\ntwo\nthree\r\r\nfo\rur\n\r\n"
    same(await server.exchange(data), data)


async def invalid_utf8(server):
    data = b"\xff\xfe\x80\n\xc3(\r\n\xed\xa0\x80\n\0\x1b[2J\n"
    same(await server.exchange(data), data)


async def random_bytes(server):
    data = random.Random(7).randbytes(300_000) if hasattr(random.Random, "randbytes") else os.urandom(300_000)
    data = data.replace(b"BYE", b"bye")
    same(await server.exchange(data), data)


async def one_byte_at_a_time(server):
    reader, writer = await server.open()
    data = b"slowly\r\n"
    for byte in data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.01)
    same(await reader.readexactly(len(data)), data)
    writer.close()


async def bye(server):
    for end in (b"BYE\n", b"BYE\r\n"):
        same(await server.exchange(b"one\n" + end + b"two\n", end=False), b"one\n" + end)


async def half_closed(server):
    data = b"".join(b"line %d\n" % i for i in range(20_000)) + b"and no line end"
    same(await server.exchange(data), data)


async def longest_line(server):
    longest = b"x" * server.max_line
    data = longest + b"\n" + longest + b"\r\n" + longest
    same(await server.exchange(data), data)


async def overlong_line(server):
    for excess, end in ((1, b"\n"), (1, b"\r\n"), (2, b"\n"), (50_000, b"\n"), (3_000_000, b"\n")):
        reader, writer = await server.open()
        writer.write(b"first\n" + b"x" * (server.max_line + excess) + end + b"EVIL\n")
        try:
            received = await reader.read()
        except ConnectionError:
            received = None  # more than the server cares to discard: what counts is that EVIL never came
        if received is not None:
            same(received, b"first\n")
        writer.close()
    await hello(server)


async def silence(server):
    def ends_in_time(start):
        with socket.create_connection((server.host, server.port), PATIENCE) as peer:
            peer.sendall(b"hello\n" + start)
            begun = time.monotonic()
            received = b""
            for chunk in iter(lambda: peer.recv(4096), b""):
                received += chunk
            waited = time.monotonic() - begun
        same(received, b"hello\n")
        if not server.timeout - 0.5 <= waited <= server.timeout + 5:
            raise AssertionError("ended after %.1f s instead of %.1f" % (waited, server.timeout))

    # In threads of their own: what else this program does must not be taken for the server's delay.
    in_thread = asyncio.get_running_loop().run_in_executor
    await asyncio.gather(in_thread(None, ends_in_time, b""), in_thread(None, ends_in_time, b"half a li"))


async def five_hundred_at_once(server):
    connections = await asyncio.gather(*(server.open() for _ in range(500)))

    async def talk(number, reader, writer):
        for turn in range(20):
            line = b"client %d turn %d\n" % (number, turn)
            writer.write(line)
            same(await reader.readline(), line)
        writer.write(b"BYE\n")
        same(await reader.read(), b"BYE\n")
        writer.close()

    await asyncio.gather(*(talk(number, *each) for number, each in enumerate(connections)))


async def pipeline(server):
    data = b"".join(b"line %d of a long pipeline\n" % i for i in range(100_000))
    same(await server.exchange(data), data)


async def reset_storm(server):
    def storm():
        for i in range(1_000):
            peer = socket.create_connection((server.host, server.port), PATIENCE)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.sendall((b"whole\n", b"half", b"many\n" * 5_000, b"")[i % 4])
            peer.close()

    reader, writer = await server.open()
    raging = asyncio.get_running_loop().run_in_executor(None, storm)
    turns = 0
    while not raging.done() or turns == 0:
        writer.write(b"still there\n")
        same(await reader.readline(), b"still there\n")
        turns += 1
        await asyncio.sleep(0.005)
    await raging
    writer.close()


async def client_that_does_not_read(server):
    """Its own replies pile up; the others must not notice, and it gets everything once it reads."""
    lazy = socket.create_connection((server.host, server.port), PATIENCE)
    lazy.setblocking(False)
    sent = 0
    block = b"0123456789abcdef\n" * 1_000
    full_since = None
    while full_since is None or time.monotonic() - full_since < 0.5:
        try:
            sent += lazy.send(block[sent % len(block) :])
            full_since = None
        except BlockingIOError:
            full_since = full_since or time.monotonic()
            await hello(server)
    lazy.settimeout(PATIENCE)
    lazy.shutdown(socket.SHUT_WR)

    def receive_all():
        received = 0
        for chunk in iter(lambda: lazy.recv(1 << 16), b""):
            offset = received % len(block)
            same(chunk, (block * (2 + len(chunk) // len(block)))[offset : offset + len(chunk)])
            received += len(chunk)
        lazy.close()
        return received

    received = await asyncio.get_running_loop().run_in_executor(None, receive_all)
    if received != sent:
        raise AssertionError("sent %d bytes and got %d" % (sent, received))


async def netcat(server):
    nc = shutil.which("nc")
    if nc is None:
        return "nc is not installed"
    data = b"from nc\r\n\xff\xfe\nBYE\nnot this\n"
    process = await asyncio.create_subprocess_exec(
        nc, server.host, str(server.port), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    out, _ = await process.communicate(data)
    same(out, b"from nc\r\n\xff\xfe\nBYE\n")


CHECKS = [
    hello,
    crlf,
    invalid_utf8,
    random_bytes,
    one_byte_at_a_time,
    bye,
    half_closed,
    longest_line,
    overlong_line,
    five_hundred_at_once,
    pipeline,
    reset_storm,
    client_that_does_not_read,
    netcat,
    hello,
]


async def outcome(check, server):
    """The line that tells how a check went; its first word says it all."""
    name = check.__name__.replace("_", " ")
    begun = time.monotonic()
    try:
        reason = await asyncio.wait_for(check(server), PATIENCE + server.timeout)
    except Exception as failure:
        return "FAILED %s: %s: %s" % (name, type(failure).__name__, failure)
    if reason:
        return "skipped %s: %s" % (name, reason)
    return "ok %s (%.2f s)" % (name, time.monotonic() - begun)


async def run(server):
    outcomes = []
    silent = asyncio.ensure_future(outcome(silence, server))  # it only waits: beside the others
    for check in CHECKS:
        outcomes.append(await outcome(check, server))
        print(outcomes[-1], flush=True)
    outcomes.append(await silent)
    print(outcomes[-1])
    failed, skipped = (sum(line.startswith(word) for line in outcomes) for word in ("FAILED", "skipped"))
    print("%d passed, %d failed, %d skipped" % (len(outcomes) - failed - skipped, failed, skipped), flush=True)
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--timeout", type=float, default=10.0)
    parser.add_argument("--max-line", type=int, default=65536)
    arguments = parser.parse_args()
    server = Server(arguments.host, arguments.port, arguments.timeout, arguments.max_line)
    sys.exit(asyncio.run(run(server)))


if __name__ == "__main__":
    main()

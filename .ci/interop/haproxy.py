"""A real HAProxy with send-proxy-v2, and with version 1, in front of the server.

"ps" and the feed show the client's own address and the proxy's; a client that connects directly and claims another address
is not believed.
"""

import json
import re
import socket
import time

from harness import PATIENCE, free_port, install, require, run, until

TITLE = "HAProxy"
LIE = b"PROXY TCP4 203.0.113.9 192.0.2.1 1 2\r\n"

CONFIGURATION = """
defaults
    mode tcp
    timeout connect 5s
    timeout client 1m
    timeout server 1m
listen second
    bind 127.0.0.1:{second}
    server futurewire 127.0.0.1:{server} source 127.0.0.1 send-proxy-v2 proxy-v2-options unique-id
    unique-id-format futurewire-%[uuid()]
listen first
    bind 127.0.0.1:{first}
    server futurewire 127.0.0.1:{server} source 127.0.0.1 send-proxy
"""


def connect(source, port):
    """A connection from an address of this machine, as soon as the port listens."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 20, (source, 0))
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def served(source, port, before=b""):
    """A client whose line, and what it sends before, has come back."""
    client = connect(source, port)
    sent = before + b"hello\n"
    client.sendall(sent)
    with client.makefile("rb") as reader:
        answer = reader.read(len(sent))
    require(answer == sent, f"{source} received {answer!r}")
    return client


def name(client):
    return "%s:%d" % client.getsockname()


def check(world, top):
    install("haproxy", "haproxy")
    # Only 127.0.0.1 is a proxy; the clients come from 127.0.0.2, .3 and .4, which Linux has as well.
    token = world.path("token")
    server = world.server("server", "--feed", "0", "--token-file", token, "--timeout", "1m", "--proxy-protocol",
                          "--trusted-proxies", "127.0.0.1/32")
    feed = server.prints(r"^futurewire feed listening on (127\.0\.0\.1:\d+) ")[1]
    second, first = free_port(), free_port()
    configuration = CONFIGURATION.format(server=server.port, second=second, first=first)
    world.start("haproxy", "haproxy", "-db", "-f", world.write("haproxy.cfg", configuration))

    # They stay connected while ps looks.
    clients = [served("127.0.0.2", second), served("127.0.0.3", first), served("127.0.0.4", server.port, LIE)]
    by_second, by_first, direct = map(name, clients)
    world.passed += 1

    ps = run(*world.command("ps", feed, "--token-file", token))
    rows = run(*world.command("ps", feed, "--token-file", token, "--json"))
    require(ps.returncode == 0 and rows.returncode == 0, f"{ps} {rows}")
    world.check(f"version 2: ps does not show {by_second}: {ps.stdout}",
                re.search(rf" {re.escape(by_second)} via 127\.0\.0\.1:\d+ ", ps.stdout))
    world.check(f"version 1: ps does not show {by_first}: {ps.stdout}",
                re.search(rf" {re.escape(by_first)} via 127\.0\.0\.1:\d+ ", ps.stdout))
    mine = [line for line in ps.stdout.splitlines() if f" {direct} " in line]
    require(mine and any(" via " not in line for line in mine), f"ps does not show {direct} as direct: {ps.stdout}")
    world.check("a stranger's header was believed", "203.0.113.9" not in ps.stdout)
    seen = {row["peer"]: row for row in json.loads(rows.stdout)["connections"]}
    world.check(f"the feed's rows: {seen}", all(
        seen[peer]["proxy"].startswith("127.0.0.1:") and seen[peer]["bytesIn"] == 6 for peer in (by_second, by_first))
        and seen[direct]["proxy"] is None)

    # A trusted address that sends no header is not served.
    with connect("127.0.0.1", server.port) as headless:
        headless.sendall(b"hello\n")
        try:
            answer = headless.recv(100)
        except ConnectionResetError:
            answer = b""
    require(answer == b"", f"a trusted address without a header was served: {answer!r}")
    # Another thread writes the log.
    until("the log names the address without a header", lambda: "no PROXY header from /127.0.0.1" in server.err())
    world.passed += 1
    for client in clients:
        client.close()
    return "versions 1 and 2"

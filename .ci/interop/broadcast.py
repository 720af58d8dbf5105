"""One room on three servers over a real NATS, while one of them is killed and started again.

Every line that clients of the two others send reaches every client of those, and every client of the third that is connected
at that time, exactly once and in its sender's order. A client that stops reading is there all the time. The broker wants TLS
and a password, which each server is given in another way and none prints.
"""

import asyncio
import os
import signal
import socket
import time

import certificates
from harness import PATIENCE, accepts, free_port, install, until as until_blocking

TITLE = "broadcast"
ROUND = 400  # lines of each sender before, during and after the death of a server
PAUSE = 0.002

USER, PASSWORD = "alice", "hunter2hunter2"


async def until(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("did not come true: " + what)
        await asyncio.sleep(0.01)


def broker(world):
    """Over TLS, and only for clients with the password."""
    port = free_port()
    certificates.self_signed(world, "broker")
    world.write("credentials", f"user={USER}\npassword={PASSWORD}\n")
    # Its own deadlines are for quick machines.
    config = world.write("nats.conf", f"""
listen: 127.0.0.1:{port}
tls {{ cert_file: "{world.path('broker.pem')}", key_file: "{world.path('broker.key')}", timeout: {PATIENCE} }}
authorization {{ user: "{USER}", password: "{PASSWORD}", timeout: {PATIENCE} }}
""")
    world.start("nats", "nats-server", "-c", config)
    until_blocking("NATS listens", lambda: accepts(port))
    return port


class Server:
    def __init__(self, world, name, bus, url="tls://127.0.0.1", options=(), environment=None):
        self.world, self.process = world, None
        self.name, self.bus, self.port = name, f"{url}:{bus}", 0
        self.options, self.environment = options, {**os.environ, **(environment or {})}

    async def start(self):
        with open(self.world.path(self.name + ".err"), "ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                "java", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-jar", self.world.jar, "--service", "broadcast",
                "--bus", self.bus, "--bus-tls-ca", self.world.path("broker.pem"), *self.options, "--port", str(self.port),
                stdout=asyncio.subprocess.PIPE, stderr=log, env=self.environment)
        line = (await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)).decode().strip()
        start = "futurewire broadcast listening on 127.0.0.1:"
        assert line.startswith(start), line
        self.port = int(line[len(start):])
        return self

    async def kill(self):
        if self.process and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()


class Client:
    """Keeps what it hears, by sender."""

    def __init__(self, name):
        self.name, self.heard, self.said, self.over = name, {}, 0, False

    async def connect(self, server):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", server.port)
        self.task = asyncio.create_task(self.listen())
        return self

    async def listen(self):
        try:
            while line := await self.reader.readline():
                assert line.endswith(b"\n"), line
                sender, number, *_ = line.decode().split()
                self.heard.setdefault(sender, []).append(int(number))
        except (ConnectionError, AssertionError):
            # A killed server's last line may be cut.
            pass
        self.over = True

    async def say(self, count):
        for _ in range(count):
            self.said += 1
            self.writer.write(f"{self.name} {self.said}\n".encode())
            await self.writer.drain()
            await asyncio.sleep(PAUSE)

    async def hears(self, others):
        """Waits until it hears each of them: then it is in the room of all servers."""
        await until(f"{self.name} is in the room", lambda: all(other.name in self.heard for other in others))


async def refused(world, bus):
    """A client with a wrong password is rejected, and the password is not printed."""
    stranger = await asyncio.create_subprocess_exec(
        "java", "-XX:TieredStopAtLevel=1", "-jar", world.jar, "--service", "broadcast", "--port", "0",
        "--bus", f"tls://{USER}:not-{PASSWORD}@127.0.0.1:{bus}", "--bus-tls-ca", world.path("broker.pem"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    try:
        out, err = await asyncio.wait_for(stranger.communicate(), PATIENCE)
    finally:
        if stranger.returncode is None:
            stranger.kill()
    world.check("a wrong password is one line and status 2", stranger.returncode == 2 and not out and err.count(b"\n") == 1)
    world.check("a wrong password is not printed", PASSWORD.encode() not in err and b"Authorization" in err)


async def room(world, bus):
    # Each has its credentials from somewhere else.
    servers = [
        Server(world, "one", bus, options=("--bus-credentials", world.path("credentials"))),
        Server(world, "two", bus, environment={"FUTUREWIRE_BUS_USER": USER, "FUTUREWIRE_BUS_PASSWORD": PASSWORD}),
        Server(world, "three", bus, url=f"tls://{USER}:{PASSWORD}@127.0.0.1")]
    try:
        await asyncio.gather(*(server.start() for server in servers))
        await refused(world, bus)
        return await conversations(world, *servers)
    finally:
        for server in servers:
            await server.kill()


async def conversations(world, one, two, three):

    # Two senders and a listener on each server; a client of the first one never reads.
    sleeper = socket.create_connection(("127.0.0.1", one.port))
    lasting = [await Client(f"{s.name}{i}").connect(s) for s in (one, three) for i in range(3)]
    doomed = [await Client(f"two{i}").connect(two) for i in range(3)]
    senders = [c for c in lasting if not c.name.endswith("2")]
    clients = lasting + doomed
    # A first line of each goes round until clients hears clients: from then on all count.
    probe = asyncio.create_task(probing(senders, clients))
    await asyncio.wait_for(probe, PATIENCE)
    from_here = {c.name: c.said for c in senders}

    async def round_of(count):
        await asyncio.gather(*(c.say(count) for c in senders))

    # Before: all nine. The killed server's clients speak, too.
    await asyncio.gather(round_of(ROUND), *(c.say(ROUND) for c in doomed[:2]))
    await until("all hear all of the first round", lambda: all(
        c.heard.get(s.name, [0])[-1] == s.said for c in clients for s in senders + doomed[:2] if c is not s))

    # While it dies, is dead, and comes back at its old port.
    talking = asyncio.create_task(round_of(8 * ROUND))
    await asyncio.sleep(0.3)
    await two.kill()
    await until("its clients find out", lambda: all(c.over for c in doomed))
    heard_by_doomed = {c.name: {s: list(n) for s, n in c.heard.items()} for c in doomed}
    said_at_death = {c.name: c.said for c in senders}
    await two.start()
    back = [await Client(f"back{i}").connect(two) for i in range(3)]
    await asyncio.gather(*(c.hears(senders) for c in back))
    world.check("the senders were at it all the time", not talking.done())
    joined = {c.name: {s: n[0] for s, n in c.heard.items()} for c in back}
    await talking

    # After.
    await asyncio.gather(round_of(ROUND), *(c.say(ROUND) for c in back[:2]))
    await until("all hear the last line of all", lambda: all(
        c.heard.get(s.name, [0])[-1] == s.said for c in lasting + back for s in senders + back[:2] if c is not s))

    for c in lasting:
        for s in senders:
            if c is not s:
                after = [n for n in c.heard[s.name] if n > from_here[s.name]]
                world.check(f"{c.name} has heard each line of {s.name} once", after == list(range(from_here[s.name] + 1, s.said + 1)))
        world.check(f"{c.name} has not heard itself", c.name not in c.heard)
        for b in back[:2]:
            world.check(f"{c.name} has heard each line of {b.name} once", c.heard[b.name] == list(range(1, b.said + 1)))
        for d in doomed[:2]:
            world.check(f"{c.name} has heard each line of {d.name} once", c.heard[d.name][-1] == d.said
                  and c.heard[d.name] == list(range(c.heard[d.name][0], d.said + 1)))
    for c in back:
        for s in senders:
            world.check(f"{c.name} has heard each line of {s.name} since it came", c.heard[s.name] ==
                  list(range(joined[c.name][s.name], s.said + 1)))
    missed = 0
    for c in doomed:
        for s in senders:
            numbers = [n for n in heard_by_doomed[c.name][s.name] if n > from_here[s.name]]
            world.check(f"{c.name} has heard the lines of {s.name} once until its end",
                  numbers == list(range(from_here[s.name] + 1, from_here[s.name] + 1 + len(numbers))))
            missed = max(missed, min(joined[b.name][s.name] for b in back) - 1 - numbers[-1])
    world.check("its clients have missed something: it was killed while others spoke", missed > 0)
    sleeper.close()
    for name in ("one", "two", "three"):
        with open(world.path(name + ".err"), errors="replace") as log:
            world.check(f"server {name} has not printed the password", PASSWORD not in log.read())
    total = sum(c.said for c in senders + doomed[:2] + back[:2])
    return (f"3 servers over NATS with TLS and a password, one killed and started again, {total} lines, "
            f"its clients missed up to {missed} lines of a sender")


async def probing(senders, clients):
    while not all(s.name in c.heard for c in clients for s in senders if c is not s):
        await asyncio.gather(*(s.say(1) for s in senders))
        await asyncio.sleep(0.05)


def check(world, top):
    install("nats-server", "nats-server")
    install("openssl", "openssl")
    return asyncio.run(room(world, broker(world)))

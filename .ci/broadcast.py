"""The clients, the servers and the checks of .ci/broadcast."""

import asyncio
import os
import signal
import socket
import sys
import time

PATIENCE = 60
ROUND = 400  # lines of each sender before, during and after the death of a server
PAUSE = 0.002

USER, PASSWORD = "alice", "hunter2hunter2"

jar, folder = sys.argv[1:]
CERTIFICATE, KEY, CREDENTIALS = (os.path.join(folder, name) for name in ("broker.pem", "broker-key.pem", "credentials"))
begun = time.monotonic()
passed = 0
processes = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def check(what, truth):
    global passed
    if not truth:
        raise AssertionError(what)
    passed += 1


async def until(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("did not come true: " + what)
        await asyncio.sleep(0.01)


async def broker():
    """Over TLS, and only for one who knows the password."""
    port = free_port()
    log = open(os.path.join(folder, "nats.log"), "wb")
    maker = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-keyout", KEY, "-out", CERTIFICATE, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
        stdout=log, stderr=log)
    assert await maker.wait() == 0, "openssl"
    with open(CREDENTIALS, "w") as file:
        file.write(f"user={USER}\npassword={PASSWORD}\n")
    processes.append(await asyncio.create_subprocess_exec(
        "nats-server", "-a", "127.0.0.1", "-p", str(port), "--user", USER, "--pass", PASSWORD, "--tls", "--tlscert", CERTIFICATE,
        "--tlskey", KEY, stdout=log, stderr=log))
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return port
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


class Server:
    def __init__(self, name, bus, url="tls://127.0.0.1", options=(), environment=None):
        self.name, self.bus, self.port = name, f"{url}:{bus}", 0
        self.options, self.environment = options, {**os.environ, **(environment or {})}

    async def start(self):
        log = open(os.path.join(folder, self.name + ".err"), "ab")
        self.process = await asyncio.create_subprocess_exec(
            "java", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-jar", jar, "--service", "broadcast",
            "--bus", self.bus, "--bus-tls-ca", CERTIFICATE, *self.options, "--port", str(self.port),
            stdout=asyncio.subprocess.PIPE, stderr=log, env=self.environment)
        processes.append(self.process)
        line = (await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)).decode().strip()
        start = "futurewire broadcast listening on 127.0.0.1:"
        assert line.startswith(start), line
        self.port = int(line[len(start):])
        return self

    async def kill(self):
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


async def refused(bus):
    """One who does not know the password is not let in, and what it tried is not printed."""
    stranger = await asyncio.create_subprocess_exec(
        "java", "-XX:TieredStopAtLevel=1", "-jar", jar, "--service", "broadcast", "--port", "0",
        "--bus", f"tls://{USER}:not-{PASSWORD}@127.0.0.1:{bus}", "--bus-tls-ca", CERTIFICATE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    processes.append(stranger)
    out, err = await asyncio.wait_for(stranger.communicate(), PATIENCE)
    check("a wrong password is one line and status 2", stranger.returncode == 2 and not out and err.count(b"\n") == 1)
    check("a wrong password is not printed", PASSWORD.encode() not in err and b"Authorization" in err)


async def main():
    bus = await broker()
    # Each is told in its own way who it is.
    one, two, three = await asyncio.gather(
        Server("one", bus, options=("--bus-credentials", CREDENTIALS)).start(),
        Server("two", bus, environment={"FUTUREWIRE_BUS_USER": USER, "FUTUREWIRE_BUS_PASSWORD": PASSWORD}).start(),
        Server("three", bus, url=f"tls://{USER}:{PASSWORD}@127.0.0.1").start())
    await refused(bus)

    # Two senders and a listener on each server; a client of the first one never reads.
    sleeper = socket.create_connection(("127.0.0.1", one.port))
    lasting = [await Client(f"{s.name}{i}").connect(s) for s in (one, three) for i in range(3)]
    doomed = [await Client(f"two{i}").connect(two) for i in range(3)]
    senders = [c for c in lasting if not c.name.endswith("2")]
    everybody = lasting + doomed
    # A first line of each goes round until everybody hears everybody: from then on all count.
    probe = asyncio.create_task(probing(senders, everybody))
    await asyncio.wait_for(probe, PATIENCE)
    from_here = {c.name: c.said for c in senders}

    async def round_of(count):
        await asyncio.gather(*(c.say(count) for c in senders))

    # Before: all nine. The killed server's clients speak, too.
    await asyncio.gather(round_of(ROUND), *(c.say(ROUND) for c in doomed[:2]))
    await until("all hear all of the first round", lambda: all(
        c.heard.get(s.name, [0])[-1] == s.said for c in everybody for s in senders + doomed[:2] if c is not s))

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
    check("the senders were at it all the time", not talking.done())
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
                check(f"{c.name} has heard each line of {s.name} once", after == list(range(from_here[s.name] + 1, s.said + 1)))
        check(f"{c.name} has not heard itself", c.name not in c.heard)
        for b in back[:2]:
            check(f"{c.name} has heard each line of {b.name} once", c.heard[b.name] == list(range(1, b.said + 1)))
        for d in doomed[:2]:
            check(f"{c.name} has heard each line of {d.name} once", c.heard[d.name][-1] == d.said
                  and c.heard[d.name] == list(range(c.heard[d.name][0], d.said + 1)))
    for c in back:
        for s in senders:
            check(f"{c.name} has heard each line of {s.name} since it came", c.heard[s.name] ==
                  list(range(joined[c.name][s.name], s.said + 1)))
    missed = 0
    for c in doomed:
        for s in senders:
            numbers = [n for n in heard_by_doomed[c.name][s.name] if n > from_here[s.name]]
            check(f"{c.name} has heard the lines of {s.name} once until its end",
                  numbers == list(range(from_here[s.name] + 1, from_here[s.name] + 1 + len(numbers))))
            missed = max(missed, min(joined[b.name][s.name] for b in back) - 1 - numbers[-1])
    check("its clients have missed something: it was killed while others spoke", missed > 0)
    sleeper.close()
    for name in ("one", "two", "three"):
        with open(os.path.join(folder, name + ".err"), errors="replace") as log:
            check(f"server {name} has not printed the password", PASSWORD not in log.read())
    total = sum(c.said for c in senders + doomed[:2] + back[:2])
    for process in processes:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
    print(f"broadcast: {passed} passed, 0 failed, 3 servers over NATS with TLS and a password, one killed and started again, {total} lines, "
          f"its clients missed up to {missed} lines of a sender, {time.monotonic() - begun:.0f} s")


async def probing(senders, everybody):
    while not all(s.name in c.heard for c in everybody for s in senders if c is not s):
        await asyncio.gather(*(s.say(1) for s in senders))
        await asyncio.sleep(0.05)


try:
    asyncio.run(main())
except BaseException as failure:
    print(f"broadcast: {passed} passed, 1 failed ({failure!r}), {time.monotonic() - begun:.0f} s")
    for name in sorted(os.listdir(folder)):
        if name.endswith((".err", ".log")):
            with open(os.path.join(folder, name), errors="replace") as log:
                sys.stderr.write(name + ":\n" + "".join(log.readlines()[-15:]))
    sys.exit(1)
finally:
    for process in processes:
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

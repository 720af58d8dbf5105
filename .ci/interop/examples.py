"""The programs in examples/ against redis-server, curl, smtplib, openssl, asyncio and, for virtual threads, Java 25."""

import asyncio
import filecmp
import os
import re
import resource
import shutil
import smtplib
import socket
import ssl
import struct
import subprocess

import certificates
from harness import accepts, free_port, install, java25, require, run, until

TITLE = "the examples"
MEGABYTE = 1 << 20
UPLOAD = 200 * MEGABYTE
CONNECTIONS = 2_000
CALLS = 40_000


class Examples:
    """Runs the programs."""

    def __init__(self, world, top):
        self.world = world
        jars = [os.path.join(top, name, "target", f"futurewire-{name}.jar") for name in ("core", "examples")]
        for jar in jars:
            require(os.path.isfile(jar), f"there is no {jar}")
        self.classpath = os.pathsep.join(jars)

    def command(self, program, *arguments, java="java"):
        return [java, "-Xmx128m", "-cp", self.classpath, f"dev.futurewire.examples.{program}", *arguments]

    def start(self, program, *arguments, name=None, java="java"):
        """Starts a server on a free port, which is then in its field port."""
        process = self.world.start(name or program, *self.command(program, *arguments, "0", java=java))
        process.port = int(process.prints(r"^listening on port (\d+)$")[1])
        return process

    def prints(self, expected, program, *arguments):
        """Runs a program to its end."""
        done = run(*self.command(program, *arguments))
        # A busy machine may cause warnings of blocked handlers on stderr.
        self.world.check(f"{program}: {done.returncode}, {done.stdout}, {done.stderr[-2000:]}",
                         (done.returncode, done.stdout) == (0, expected))


def redis(examples, world):
    port = free_port()
    world.start("redis", "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", world.folder)
    until("redis-server listens", lambda: accepts(port))
    examples.prints("50000 correct replies\nanother connection: true\nthe counter is 50000\n", "RedisClient", "127.0.0.1", port)


def files(examples, world):
    folder = world.path("files")
    os.mkdir(folder)
    sent = world.path("sent")
    with open(sent, "wb") as file:
        block = os.urandom(MEGABYTE)
        for i in range(UPLOAD // MEGABYTE):
            file.write(struct.pack(">Q", i) + block[8:])
    server = examples.start("FileServer", folder)
    url = f"http://127.0.0.1:{server.port}"
    curl = ("curl", "-sS", "--noproxy", "*", "--fail-with-body")
    done = run(*curl, "-T", sent, f"{url}/big.bin", "-w", "%{http_code}")
    world.check(f"upload: {done}", (done.returncode, done.stdout) == (0, "201"))
    # One connection for both.
    done = run(*curl, "-o", world.path("received"), f"{url}/big.bin", "-o", world.path("again"), f"{url}/big.bin",
               "-w", "%{http_code} %{num_connects} %{size_download}\n")
    world.check(f"download: {done}", done.stdout == f"200 1 {UPLOAD}\n200 0 {UPLOAD}\n")
    for name in "received", "again":
        world.check(f"{name} is not what was sent", filecmp.cmp(sent, world.path(name), shallow=False))
        os.remove(world.path(name))
    world.check(f"{os.listdir(folder)}", os.listdir(folder) == ["big.bin"])
    done = run(*curl, "--path-as-is", "-o", os.devnull, "-w", "%{http_code}", f"{url}/../sent", f"{url}/absent")
    world.check(f"files that are not served: {done}", done.stdout == "404404")


def mail(examples, world):
    certificates.self_signed(world, "mail")
    server = examples.start("SmtpServer", world.path("mail.pem"), world.path("mail.key"))
    trust = ssl.create_default_context(cafile=world.path("mail.pem"))
    body = "Subject: hello\n\n.a line with a dot\nthe end"
    with smtplib.SMTP("localhost", server.port, timeout=20) as client:
        client.ehlo()
        world.check(f"{client.esmtp_features}", "starttls" in client.esmtp_features)
        client.starttls(context=trust)
        client.sendmail("from@example.org", ["one@example.org", "two@example.org"], body)
        client.sendmail("second@example.org", ["one@example.org"], body)
    length = len(body) + len(body.splitlines()) + 1
    for sender, recipients in ("from", "one@example.org, two@example.org"), ("second", "one@example.org"):
        server.prints(re.escape(f"encrypted from {sender}@example.org to [{recipients}], {length} bytes"))
    with smtplib.SMTP("localhost", server.port, timeout=20) as client:
        client.sendmail("third@example.org", ["one@example.org"], body)
    server.prints(re.escape(f"plaintext from third@example.org to [one@example.org], {length} bytes"))
    talk = world.start("s_client", "openssl", "s_client", "-starttls", "smtp", "-connect", f"localhost:{server.port}", "-CAfile",
                       world.path("mail.pem"), "-verify_return_error", "-crlf", "-ign_eof", stdin=subprocess.PIPE)
    talk.say("EHLO openssl\nQUIT\n")
    talk.prints("^221 bye")
    world.check(f"openssl: {talk.out()}", "Verify return code: 0 (ok)" in talk.out() and talk.end() == 0)


async def call_all(port, count):
    """A client in Python for the RPC server."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    order = []

    async def receive():
        for _ in range(count):
            length, number = struct.unpack(">II", await reader.readexactly(8))
            require(await reader.readexactly(length - 4) == b"CALL %d" % number, f"a wrong reply to call {number}")
            order.append(number)

    receiving = asyncio.create_task(receive())
    for number in range(count):
        request = b"call %d" % number
        writer.write(struct.pack(">II", len(request) + 4, number) + request)
        await writer.drain()
    await receiving
    writer.write_eof()
    require(await reader.read() == b"", "more than all replies")
    writer.close()
    return sorted(order) == list(range(count)) and order != sorted(order)


def calls(examples, world):
    server = examples.start("RpcServer")
    examples.prints(f"{CALLS} correct replies\n", "RpcCalls", "127.0.0.1", server.port)
    world.check("the RPC server does not answer as soon as it can", asyncio.run(call_all(server.port, 2_000)))


async def chat_all(port, count, lines):
    """Clients that write at the same time, and one that never reads: each of the others gets all lines."""
    deaf = await asyncio.open_connection("127.0.0.1", port)
    clients = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    # All are in the room when each has had the last one's line.
    clients[-1][1].write(b"ready\n")
    for reader, _ in clients:
        require(await reader.readline() == b"ready\n", "the first line is another")

    async def talk(number, reader, writer):
        for line in range(lines):
            writer.write(b"client %d, line %d\n" % (number, line))
            await writer.drain()
        return [await reader.readline() for _ in range(count * lines)]

    received = await asyncio.gather(*(talk(number, *client) for number, client in enumerate(clients)))
    expected = sorted(b"client %d, line %d\n" % (number, line) for number in range(count) for line in range(lines))
    in_order = all([each for each in got if each.startswith(b"client 3,")] == [b"client 3, line %d\n" % i for i in range(lines)]
                   for got in received)
    deaf[1].close()
    return in_order and all(sorted(each) == expected for each in received)


def chat(examples, world):
    server = examples.start("ChatServer")
    world.check("a client of the chat misses lines", asyncio.run(asyncio.wait_for(chat_all(server.port, 20, 50), 60)))


async def echo(reader, writer):
    writer.write(await reader.readline())
    writer.close()


async def gathered(command):
    """Runs a program while this process serves; what it prints, and how many connections were open at once."""
    open_now = most = 0
    all_there = asyncio.Event()

    async def serve(reader, writer):
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        if open_now == CONNECTIONS:
            all_there.set()
        await all_there.wait()
        await echo(reader, writer)
        open_now -= 1

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=CONNECTIONS)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(*command("127.0.0.1", str(port), str(CONNECTIONS)),
                                                   stdout=subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    server.close()
    return out.decode(), most


def scatter(examples, world):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else 65_536, hard))
    out, most = asyncio.run(gathered(lambda *arguments: examples.command("ScatterGather", *arguments)))
    world.check(f"gather over {most} connections: {out}",
                (out, most) == (f"{CONNECTIONS} answers, [how are you?]\n", CONNECTIONS))


def direct_style(examples, world, java, name, virtual):
    """Each connection has a thread: a platform thread on 17, a virtual one on 25."""
    server = examples.start("EchoInDirectStyle", name=f"EchoInDirectStyle-{name}", java=java)
    connections = [socket.create_connection(("127.0.0.1", server.port), 20) for _ in range(300)]
    readers = [connection.makefile() for connection in connections]
    for connection in connections:
        connection.sendall(b"one\ntwo\n")
    for reader in readers:
        require([reader.readline(), reader.readline()] == ["one\n", "two\n"], "another line came back")
    threads = len(os.listdir(f"/proc/{server.popen.pid}/task"))
    world.check(f"{threads} threads on {name}", threads < 100 if virtual else threads >= 300)
    for connection, reader in zip(connections, readers):
        connection.sendall(b"BYE\n")
        require(reader.read() == "BYE\n", "no farewell")
        reader.close()
        connection.close()
    server.stop()


def major(java):
    return int(re.search(r'version "(\d+)', run(java, "-version").stderr)[1])


def check(world, top):
    install("redis-server", "redis-server")
    install("curl", "curl")
    install("openssl", "openssl")
    examples = Examples(world, top)
    for program in redis, files, mail, calls, chat, scatter:
        world.part(program.__name__, program, examples, world)
    for home in {os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("java")))), java25()} - {None}:
        java = os.path.join(home, "bin", "java")
        version = major(java)
        world.part(f"direct style on {version}", direct_style, examples, world, java, f"java-{version}", version >= 21)
    return (f"50,000 Redis commands, {UPLOAD // MEGABYTE} MB up and twice down, 3 mails, {CALLS} calls, "
            f"{CONNECTIONS} connections at once")

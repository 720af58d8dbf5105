"""docs/guide.md, followed to the letter: from an empty folder to a chat server that is tested, watched, encrypted and stopped.

The modules are built and installed for this check only, in a local repository that ends with it. MAVEN_OPTIONS may be "-o".
"""

import os
import re
import signal
import socket
import ssl
import subprocess

from harness import accepts, require, run, until
from modular import empty_repository, maven

TITLE = "the guide"
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.S)


def steps(top):
    """The text of each step of the guide."""
    with open(os.path.join(top, "docs", "guide.md")) as file:
        parts = re.split(r"^## (?=\d+\. )", file.read(), flags=re.M)[1:]
    require([part.split(".")[0] for part in parts] == [str(number) for number in range(1, 11)], "the guide does not have ten steps")
    return dict(enumerate(parts, 1))


def write_files(folder, step):
    for name, text in FILE.findall(step):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)


def shell(step):
    """The commands of a step."""
    return "\n".join(re.findall(r"```sh\n(.*?)```", step, re.S))


class Chat:
    """The server of one step, started as the guide says."""

    def __init__(self, world, folder, repository, step, number):
        options = os.environ.get("MAVEN_OPTIONS", "").split()
        write_files(folder, step)
        self.process = world.start(f"chat-{number}", "mvn", "-q", *options, f"-Dmaven.repo.local={repository}", "compile",
                                   "exec:exec", cwd=folder, start_new_session=True)
        expected = re.findall(r"```text\n(.*?)```", step, re.S)
        expected = expected[0] if expected else "chat on port 7000\n"
        until(f"step {number} prints {expected!r}", lambda: self.process.popen.poll() is not None or self.printed() == expected)
        require(self.printed() == expected, f"step {number} prints {self.printed()!r}, {self.process.err()}")

    def printed(self):
        """What the program has printed, without the escape sequences of Maven's."""
        return self.process.out().replace("\x1b[0m", "")

    def client(self, name, tls=None):
        """A client that has entered its name."""
        client = socket.create_connection(("127.0.0.1", 7000), 20)
        if tls:
            client = tls.wrap_socket(client, server_hostname="localhost")
        reader = client.makefile("rw", newline="\n")
        if name:
            require(reader.readline() == "Your name?\n", "no question for a name")
            say(reader, name)
            require(reader.readline() == f"{name} has joined\n", "not joined")
        return reader

    def stop(self):
        """What Ctrl+C does: it interrupts Maven and the program."""
        os.killpg(self.process.popen.pid, signal.SIGINT)
        self.process.end()
        until("port 7000 is free", lambda: not accepts(7000))


def say(client, line):
    client.write(f"{line}\n")
    client.flush()


def check(world, top):
    try:
        follow(world, top)
    finally:
        # Maven's children survive it.
        for process in world.processes:
            try:
                os.killpg(process.popen.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    return "ten steps"


def follow(world, top):
    repository = empty_repository(world)
    installed = maven(repository, "-f", f"{top}/pom.xml", "-pl", "feed", "-am", "install", "-DskipTests", "-Dspotless.check.skip")
    require(installed.returncode == 0, f"the library cannot be installed: {installed.stdout[-2000:]}{installed.stderr[-500:]}")
    guide = steps(top)
    # Step 1, except for what has been done above: a folder, which is next to the checkout in the guide.
    folder = world.path("chat")
    made = run("bash", "-ec", re.search(r"^mkdir .*$", guide[1], re.M)[0].replace("../", f"{world.folder}/"))
    require(made.returncode == 0, f"{made}")
    for number in 2, 3:
        write_files(folder, guide[number])

    chat = Chat(world, folder, repository, guide[3], 4)
    ann, ben = chat.client(None), chat.client(None)
    say(ann, "first")
    require(ann.readline() == "first\n", "the first client does not get its line")
    say(ben, "second")
    # Ben may have been there for the first line, too.
    bens = ben.readline()
    world.check("a client misses a line", [ann.readline(), bens if bens == "second\n" else ben.readline()] == ["second\n"] * 2)
    chat.stop()

    write_files(folder, guide[5])
    write_files(folder, guide[6])
    write_files(folder, guide[7])
    tests = maven(repository, "-f", f"{folder}/pom.xml", "test")
    world.check(f"the tests fail: {tests.stdout[-3000:]}", tests.returncode == 0)
    reports = os.listdir(f"{folder}/target/surefire-reports")
    world.check(f"{reports}", "TEST-chat.ChatTest.xml" in reports)

    chat = Chat(world, folder, repository, guide[8], 8)
    ann = chat.client("Ann")
    waiting = socket.create_connection(("127.0.0.1", 7000), 20)
    require(waiting.recv(100) == b"Your name?\n", "no question for a name")
    listed = run("bash", "-ec", shell(guide[8]).replace("../futurewire/server/target/futurewire-server.jar", world.jar), cwd=folder)
    places = re.findall(r"readLine .* (Chat\.java:\d+)$", listed.stdout, re.M)
    world.check(f"ps: {listed}", places == re.findall(r"readLine .* (Chat\.java:\d+)$", guide[8], re.M) and len(places) == 2)
    world.check("a client without a name is not disconnected", waiting.recv(100) == b"")
    chat.stop()

    made = run("bash", "-ec", shell(guide[9]).split("\n\n")[0].split("openssl s_client")[0], cwd=folder)
    require(made.returncode == 0, f"{made}")
    Chat(world, folder, repository, guide[9], 9).stop()
    chat = Chat(world, folder, repository, guide[10], 10)
    trust = ssl.create_default_context(cafile=f"{folder}/chain.pem")
    ann, ben = chat.client("Ann", trust), chat.client("Ben", trust)
    require(ann.readline() == "Ben has joined\n", "Ann does not see Ben")
    say(ben, "hello")
    world.check("Ann does not get Ben's line", ann.readline() == "Ben: hello\n")
    talk = shell(guide[9]).split("\n")[-2]
    cleo = world.start("openssl", "bash", "-ec", f"exec {talk}", cwd=folder, stdin=subprocess.PIPE, start_new_session=True)
    cleo.prints(r"^Your name\?$")
    cleo.say("Cleo\n")
    require(ann.readline() == "Cleo has joined\n", "Ann does not see Cleo")
    cleo.stop()
    world.check("Ann does not see that Cleo has left", ann.readline() == "Cleo has left\n")
    chat.stop()
    last = re.findall(r"^stopped: .*$", guide[10], re.M)[-1]
    until(f"the server prints {last!r}", lambda: last in chat.process.out())
    world.passed += 1

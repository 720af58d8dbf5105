"""What the checks share: waiting, processes, ports, packages, certificates, counting."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

# For what must happen soon, on a machine that is busy with other things, too.
PATIENCE = 60


class Failure(Exception):
    """A check has failed; the text says how."""


def require(truth, what):
    if not truth:
        raise Failure(what)


def until(what, condition, seconds=PATIENCE):
    """Polls until the condition is true, and returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def free_port():
    """A port on which nothing listens at the moment."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
        return True
    except OSError:
        return False


def install(command, *packages):
    """Installs packages of Debian if the command is missing."""
    if shutil.which(command):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(f"there is no {command} and it cannot be installed")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *arguments], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        require(done.returncode == 0, f"{command} cannot be installed: {done.stdout[-1000:]}")


def run(*command, input="", seconds=PATIENCE, **options):
    """Runs a command to its end: its status and what it printed, as text."""
    return subprocess.run([str(part) for part in command], input=input, timeout=seconds, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def java25():
    """The home of a JDK 25, or None."""
    machines = "/usr/lib/jvm"
    installed = [os.path.join(machines, name) for name in sorted(os.listdir(machines)) if "25" in name] \
        if os.path.isdir(machines) else []
    for home in [os.environ.get("JAVA_HOME_25", ""), *installed]:
        if home and os.access(os.path.join(home, "bin", "javac"), os.X_OK):
            return home
    return None


class Process:
    """A process in the background; what it prints goes to files."""

    def __init__(self, folder, name, command, **options):
        self.name = name
        self.out_file, self.err_file = (os.path.join(folder, f"{name}.{end}") for end in ("out", "err"))
        options.setdefault("stdin", subprocess.DEVNULL)
        with open(self.out_file, "wb") as out, open(self.err_file, "wb") as err:
            self.popen = subprocess.Popen([str(part) for part in command], stdout=out, stderr=err, **options)

    @staticmethod
    def _text(file):
        with open(file, errors="replace") as f:
            return f.read()

    def out(self):
        return self._text(self.out_file)

    def err(self):
        return self._text(self.err_file)

    def prints(self, pattern, seconds=PATIENCE):
        """Waits for output of this pattern, and returns the match."""
        def match():
            found = re.search(pattern, self.out(), re.M)
            if not found and self.popen.poll() is not None:
                raise Failure(f"{self.name} has ended with {self.popen.returncode} and not printed {pattern}")
            return found
        return until(f"{self.name} prints {pattern}", match, seconds)

    def say(self, text):
        self.popen.stdin.write(text.encode())
        self.popen.stdin.flush()

    def end(self):
        """Waits for its end, and returns its status."""
        return self.popen.wait(PATIENCE)

    def stop(self):
        """Ends it: politely first, since some leave children behind when they are killed."""
        for act in (self.popen.terminate, self.popen.kill):
            if self.popen.poll() is None:
                act()
                try:
                    self.popen.wait(10)
                except subprocess.TimeoutExpired:
                    pass
        if self.popen.stdin is not None:
            try:
                self.popen.stdin.close()
            except OSError:
                pass


class World:
    """The folder and the processes of one check, both gone at its end, and how many of its parts have passed."""

    def __init__(self, jar):
        self.jar = jar
        self.folder = tempfile.mkdtemp(prefix="futurewire-")
        self.processes = []
        self.passed = self.failed = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def start(self, name, *command, **options):
        process = Process(self.folder, name, command, **options)
        self.processes.append(process)
        return process

    def command(self, *arguments):
        """The command line of the runnable jar."""
        return ["java", "-jar", self.jar, *arguments]

    def server(self, name, *options, service="echo"):
        """Starts a server on a free port, which is then in its field port."""
        process = self.start(name, *self.command("--service", service, "--port", "0", *options))
        process.port = int(process.prints(rf"^futurewire {service} listening on 127\.0\.0\.1:(\d+)$")[1])
        return process

    def check(self, what, truth):
        """A part that ends the whole check if it fails."""
        require(truth, what)
        self.passed += 1

    def part(self, name, function, *arguments):
        """A part that has a line of its own, and does not end the others if it fails."""
        try:
            function(*arguments)
        except (Failure, AssertionError, OSError, subprocess.SubprocessError) as failure:
            self.failed += 1
            print(f"FAILED {name}: {type(failure).__name__} {failure}", flush=True)
            return
        self.passed += 1
        print(f"ok {name}", flush=True)

    def tails(self, lines=20):
        """The ends of what its processes have reported."""
        for name in sorted(os.listdir(self.folder)):
            if name.endswith((".err", ".log")):
                with open(self.path(name), errors="replace") as file:
                    last = file.readlines()[-lines:]
                if last:
                    yield f"{name}:\n" + "".join(f"    {line[:300].rstrip()}\n" for line in last)

    def close(self):
        for process in self.processes:
            process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

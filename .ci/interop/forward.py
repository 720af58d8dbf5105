"""The service "forward" in front of a real Redis, a real PostgreSQL and an HTTP server.

Redis' benchmark has no error, pgbench no failed transaction, bodies of 10 MB arrive intact both ways. The ratios of
throughput are printed and not judged: servers and clients share a few processors.
"""

import csv
import glob
import hashlib
import http.server
import io
import os
import re
import shutil
import statistics
import threading
from concurrent.futures import ThreadPoolExecutor

from harness import free_port, install, require, run, until

TITLE = "forward"
ROUNDS = 3
BODIES = 8
BODY = 10_000_000


def tap(world, name, port):
    """The port of a server that forwards to another port."""
    return world.server(f"tap-{name}", "--upstream", f"127.0.0.1:{port}", service="forward").port


# Redis

def requests(port, count, pipeline):
    """How many SETs and GETs a second."""
    done = run("redis-benchmark", "-p", port, "-t", "set,get", "-n", count, "-P", pipeline, "--csv", seconds=300)
    require(done.returncode == 0 and "error" not in (done.stdout + done.stderr).lower(), f"redis-benchmark: {done}")
    rates = [float(row[1]) for row in csv.reader(io.StringIO(done.stdout)) if row and row[0] in ("SET", "GET")]
    require(len(rates) == 2, f"rates: {rates}")
    return statistics.mean(rates)


def redis(world):
    port = free_port()
    world.start("redis", "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                "--dir", world.folder)
    until("Redis answers", lambda: run("redis-cli", "-p", port, "ping").stdout.strip() == "PONG")
    through_port = tap(world, "redis", port)
    for pipeline, count in (1, 50_000), (16, 500_000):
        requests(through_port, count, pipeline)  # warms
        measured = []
        # In turn, so that what else the machine does meets both.
        for _ in range(ROUNDS):
            direct = requests(port, count, pipeline)
            through = requests(through_port, count, pipeline)
            measured.append((through / direct, through, direct))
        ratio, through, direct = sorted(measured)[ROUNDS // 2]
        print(f"Redis, pipeline of {pipeline}: {through:.0f} requests/s through the tap, {direct:.0f} direct, "
              f"ratio {ratio:.2f} (median of {ROUNDS})", flush=True)
        world.passed += 1


# PostgreSQL, which does not run as root

def as_postgres():
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []


def transactions(port, *mode):
    """How many transactions a second; none may fail."""
    done = run("pgbench", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-c", "8", "-j", "2", "-T", "5", *mode, "postgres")
    require(done.returncode == 0 and re.search("^number of failed transactions: 0 ", done.stdout, re.M), f"pgbench: {done}")
    return float(re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)[1])


def postgres(world):
    port = free_port()
    programs = os.path.dirname(max(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4])))
    folder = world.path("postgres")
    os.mkdir(folder)
    os.chmod(world.folder, 0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = os.path.join(folder, "data")
    made = run(*as_postgres(), f"{programs}/initdb", "-D", data, "-U", "postgres", "-A", "trust", cwd=folder)
    require(made.returncode == 0, f"initdb: {made}")
    world.start("postgres", *as_postgres(), f"{programs}/postgres", "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1",
                "-k", folder, cwd=folder)
    until("PostgreSQL is ready",
          lambda: run(f"{programs}/pg_isready", "-h", "127.0.0.1", "-p", port).returncode == 0)
    through_port = tap(world, "postgres", port)
    # COPY, which streams, and the tables of the benchmark: through the tap as well.
    filled = run("pgbench", "-h", "127.0.0.1", "-p", through_port, "-U", "postgres", "-i", "-s", "2", "-q", "postgres")
    require(filled.returncode == 0, f"pgbench -i: {filled}")
    for name, mode in ("TPC-B", ()), ("-S", ("-S",)):
        through = transactions(through_port, *mode)
        direct = transactions(port, *mode)
        print(f"PostgreSQL, pgbench {name}: {through:.0f} transactions/s through the tap, {direct:.0f} direct, 0 failed",
              flush=True)
        world.passed += 1


# HTTP

class Files(http.server.SimpleHTTPRequestHandler):
    """The files of a folder; PUT writes one."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        left = int(self.headers["Content-Length"])
        with open(self.translate_path(self.path), "wb") as file:
            while left > 0:
                piece = self.rfile.read(min(left, 65536))
                if not piece:
                    break
                file.write(piece)
                left -= len(piece)
        self.send_response(201 if left == 0 else 400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format, *arguments):
        pass


def checksum(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def bodies(world):
    folder = world.path("files")
    os.mkdir(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *arguments: Files(*arguments, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    through_port = tap(world, "http", server.server_address[1])
    for i in range(BODIES):
        with open(world.path(f"body-{i}"), "wb") as file:
            file.write(os.urandom(BODY))

    def there_and_back(i):
        url = f"http://127.0.0.1:{through_port}/body-{i}"
        for what in ("-T", world.path(f"body-{i}"), "-o", os.devnull), ("-o", world.path(f"back-{i}")):
            done = run("curl", "--noproxy", "*", "-fsS", "--max-time", "60", *what, url, seconds=120)
            require(done.returncode == 0, f"a transfer of 10 MB by HTTP: {done}")

    with ThreadPoolExecutor(BODIES) as clients:
        list(clients.map(there_and_back, range(BODIES)))
    server.shutdown()
    for i in range(BODIES):
        sent = checksum(world.path(f"body-{i}"))
        require(sent == checksum(os.path.join(folder, f"body-{i}")), "a body of 10 MB is not what was sent")
        require(sent == checksum(world.path(f"back-{i}")), "a body of 10 MB is not what was fetched")
    print(f"HTTP: {BODIES} bodies of 10 MB sent and fetched at once, their checksums are right", flush=True)
    world.passed += 1


def check(world, top):
    install("redis-server", "redis-server", "redis-tools")
    install("pgbench", "postgresql")
    install("curl", "curl")
    redis(world)
    postgres(world)
    bodies(world)
    for process in world.processes:
        if process.name.startswith("tap-"):
            require("Exception" not in process.err(), f"{process.name} has reported an exception")

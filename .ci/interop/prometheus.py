"""A real Prometheus scrapes the server's metrics; its answers must be what the clients did."""

import json
import os
import socket
import urllib.parse
import urllib.request

from harness import Failure, free_port, install, require, run, until

TITLE = "Prometheus"

# A service that blocks on demand: it shows that a blocked handler is counted.
BLOCKING = """
import dev.futurewire.ConnectionHandler;
import dev.futurewire.server.service.Service;
import dev.futurewire.server.service.ServiceOptions;

public final class Blocking implements Service {
    @Override
    public String name() {
        return "blocking";
    }

    @Override
    public ConnectionHandler handler(ServiceOptions options) {
        return channel -> channel.forEachLine(line -> {
            if (line.equals("block")) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return channel.write(line + "\\n");
        });
    }
}
"""


def fetch(url):
    # Not through a proxy of the environment.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
        return answer.read()


class Database:
    """What Prometheus has scraped."""

    def __init__(self, world, port):
        self.world = world
        self.url = f"http://127.0.0.1:{port}/api/v1/query?"

    def value(self, expression):
        """The one value of an expression, or None."""
        try:
            answer = json.loads(fetch(self.url + urllib.parse.urlencode({"query": expression})))
        except (OSError, ValueError):
            return None
        result = answer["data"]["result"]
        return float(result[0]["value"][1]) if len(result) == 1 else None

    def expect(self, expected, expression):
        """Waits until it has been scraped."""
        try:
            until(expression, lambda: self.value(expression) == expected)
        except Failure:
            raise Failure(f"{expression} is {self.value(expression)}, not {expected}") from None
        self.world.passed += 1


def compile_service(world):
    services = world.path("blocking/META-INF/services")
    os.makedirs(services)
    source = world.write("Blocking.java", BLOCKING)
    done = run("javac", "-proc:none", "-cp", world.jar, "-d", world.path("blocking"), source)
    require(done.returncode == 0, f"javac: {done.stdout}{done.stderr}")
    world.write("blocking/META-INF/services/dev.futurewire.server.service.Service", "Blocking\n")


def client(port, line):
    """A client that has had its line back."""
    connection = socket.create_connection(("127.0.0.1", port), 20)
    connection.sendall(f"{line}\n".encode())
    with connection.makefile() as reader:
        echo = reader.readline()
    require(echo == f"{line}\n", f"{line} came back as {echo!r}")
    return connection


def check(world, top):
    install("prometheus", "prometheus")
    compile_service(world)
    server = world.start("server", "java", "-cp", f"{world.jar}{os.pathsep}{world.path('blocking')}",
                         "dev.futurewire.server.Main", "--service", "blocking", "--port", "0", "--metrics", "0",
                         "--idle-timeout", "2s")
    service, metrics = (int(server.prints(rf"^futurewire {endpoint} listening on 127\.0\.0\.1:(\d+)$")[1])
                        for endpoint in ("blocking", "metrics"))
    config = world.write("prometheus.yml", f"""
global:
  scrape_interval: 1s
scrape_configs:
  - job_name: futurewire
    static_configs:
      - targets: ['127.0.0.1:{metrics}']
""")
    # Prometheus does not say which port it took for 0.
    web = free_port()
    world.start("prometheus", "prometheus", f"--config.file={config}", f"--storage.tsdb.path={world.path('data')}",
                f"--web.listen-address=127.0.0.1:{web}", "--log.level=warn")
    database = Database(world, web)
    database.expect(1, 'up{job="futurewire"}')
    for path in "healthz", "readyz":
        fetch(f"http://127.0.0.1:{metrics}/{path}")
        world.passed += 1

    # Five clients: two stay silent after a line and are closed as idle, two end, one blocks its handler and stays until then.
    silent = [client(service, "hello") for _ in range(2)]
    # What was scraped while they were open: they may be gone by the time of the query.
    database.expect(2, "max_over_time(futurewire_connections_open[5m])")
    database.expect(2, 'futurewire_connections_closed_total{reason="idle_timeout"}')
    for each in silent:
        each.close()
    for _ in range(2):
        client(service, "hello").close()
    client(service, "block").close()

    database.expect(1, 'futurewire_warnings_total{kind="handler_blocked"}')
    database.expect(3, 'futurewire_connections_closed_total{reason="end_of_stream"}')
    database.expect(0, "futurewire_connections_open")
    database.expect(5, "futurewire_connections_accepted_total")
    for direction in "in", "out":
        database.expect(30, f'futurewire_bytes_total{{direction="{direction}"}}')
    for direction in "in", "out":
        database.expect(5, f'futurewire_lines_total{{direction="{direction}"}}')
    database.expect(5, "sum(futurewire_connections_closed_total)")
    up = 'up{job="futurewire"}[5m]'
    scrapes = database.value(f"count_over_time({up})")
    lost = database.value(f"count_over_time({up}) - sum_over_time({up})")
    world.check(f"{lost} of {scrapes} scrapes failed", lost == 0)
    return ("5 connections, 30 bytes and 5 lines each way, 2 idle timeouts, 1 blocked handler, "
            f"{scrapes:.0f} scrapes")

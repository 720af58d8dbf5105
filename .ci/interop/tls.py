"""TLS against other people's implementations: openssl, Python's ssl with asyncio streams, curl."""

import os
import shutil
import subprocess
import sys

import certificates
from harness import accepts, free_port, install, require, run, until

TITLE = "TLS"
VERSIONS = ("-tls1_2", "-tls1_3")


class Openssl:
    """openssl's client and server."""

    def __init__(self, world):
        self.world = world
        self.talks = 0

    def client(self, port, *options):
        """Sends lines, the last of which ends the connection, and returns what comes back."""
        return run("openssl", "s_client", "-connect", f"localhost:{port}", "-CAfile", "ca.pem", "-verify_return_error",
                   "-servername", "localhost", "-quiet", *options, input="one\ntwo\nBYE\n", cwd=self.world.folder).stdout

    def talk(self, port, *options):
        """A client whose input stays open: its end would end the connection."""
        self.talks += 1
        return self.world.start(f"s_client-{self.talks}", "openssl", "s_client", "-connect", f"localhost:{port}", "-CAfile",
                                "ca.pem", *options, stdin=subprocess.PIPE, cwd=self.world.folder)

    def server(self, *options):
        """Sends each line back reversed; returns the process and its port."""
        port = free_port()
        self.talks += 1
        process = self.world.start(f"s_server-{self.talks}", "openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert",
                                   "rsa.pem", "-key", "rsa.key", *options, "-rev", "-quiet", cwd=self.world.folder)
        until("s_server listens", lambda: accepts(port))
        return process, port


def prints_error(process, text):
    until(f"{process.name} reports {text}", lambda: text in process.err() + process.out())


def lines_come_back(openssl, port, *options):
    received = openssl.client(port, *options)
    require(received == "one\ntwo\nBYE\n", f"received {received!r}")


def needs_a_client_certificate(openssl, port, version):
    lines_come_back(openssl, port, version, "-cert", "client.pem", "-key", "client.key")
    received = openssl.client(port, version)
    require(received == "", f"without a certificate: received {received!r}")


def resumes(openssl, port, version):
    first = openssl.talk(port, version, "-sess_out", "session.pem")
    # A ticket of TLS 1.3 comes before the echo.
    first.say("BYE\n")
    first.end()
    second = openssl.talk(port, version, "-sess_in", "session.pem")
    second.say("BYE\n")
    second.end()
    require("\nReused, " in "\n" + second.out(), f"not resumed: {second.out()[:500]}")


def lines_from_its_server(openssl, world, version):
    process, port = openssl.server(version)
    done = run(*world.command("connect", "--tls-ca", "ca.pem", f"localhost:{port}"), input="abc\nxyz\n", cwd=world.folder)
    process.stop()
    require((done.returncode, done.stdout) == (0, "cba\nzyx\n"), f"{done}")


def updates_keys(openssl, port):
    client = openssl.talk(port, "-tls1_3")
    client.say("one\n")
    client.prints("^one$")
    # A K alone on a line makes openssl send a KeyUpdate that asks for one in return.
    client.say("K\n")
    prints_error(client, "KEYUPDATE")
    client.say("two\n")
    client.prints("^two$")
    client.say("BYE\n")
    client.end()


def refuses_renegotiation(openssl, port):
    client = openssl.talk(port, "-tls1_2")
    client.say("one\n")
    client.prints("^one$")
    client.say("R\n")
    prints_error(client, "RENEGOTIATING")
    try:
        client.say("two\n")
    except BrokenPipeError:
        pass  # Refused already.
    client.end()
    require("two" not in client.out().splitlines(), "the connection went on after a renegotiation")
    lines_come_back(openssl, port, "-tls1_2")


def refuses_an_untrusted_server(openssl, world):
    process, port = openssl.server()
    refused = run(*world.command("connect", "--tls", f"localhost:{port}"))
    require(refused.returncode == 2 and len(refused.stderr.splitlines()) == 1, f"{refused}")
    taken = run(*world.command("connect", "--tls", "--insecure", f"localhost:{port}"), input="abc\n")
    process.stop()
    require(taken.stdout == "cba\n", f"{taken}")


def python_streams(world, top, port):
    script = os.path.join(top, "server", "src", "test", "python", "tls.py")
    done = run(sys.executable, script, str(port), world.jar, seconds=300, cwd=world.folder)
    require(done.returncode == 0, done.stderr)


def curl(world, port):
    # The echo of a request is no answer that HTTP has had a name for since version 0.9. The server ends the connection.
    done = run("curl", "-s", "--http0.9", "--cacert", "ca.pem", f"https://localhost:{port}/futurewire", cwd=world.folder)
    require("GET /futurewire HTTP/1.1" in done.stdout.splitlines(), f"{done}")


def explains_bad_files(world):
    done = run(*world.command("--port", "0", "--tls-cert", "ec.pem", "--tls-key", "rsa.key"), cwd=world.folder)
    require(done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "does not belong" in done.stderr, f"{done}")


def reads_changed_certificates(openssl, world, port):
    for kind in "pem", "key":
        shutil.copy(world.path(f"rsa.{kind}"), world.path(f"ec-served.{kind}"))

    def served():
        client = openssl.talk(port)
        client.say("BYE\n")
        client.end()
        return "subject=CN=rsa" in client.out().replace(" ", "")
    until("the server shows its new certificate", served, 40)


def check(world, top):
    install("openssl", "openssl")
    install("curl", "curl")
    certificates.authority(world)
    certificates.pair(world, "ec", certificates.EC)
    certificates.pair(world, "rsa", certificates.RSA)
    certificates.pair(world, "client", certificates.EC)
    certificates.openssl(world, "ec", "-in", "ec.key", "-out", "ec-served.key")
    certificates.openssl(world, "rsa", "-in", "rsa.key", "-traditional", "-out", "rsa-pkcs1.key")
    shutil.copy(world.path("ec.pem"), world.path("ec-served.pem"))
    ec = world.server("ec", "--tls-cert", world.path("ec-served.pem"), "--tls-key", world.path("ec-served.key"),
                      "--timeout", "2s").port
    rsa = world.server("rsa", "--tls-cert", world.path("rsa.pem"), "--tls-key", world.path("rsa-pkcs1.key"),
                       "--tls-client-ca", world.path("ca.pem")).port
    openssl = Openssl(world)
    for version in VERSIONS:
        world.part(f"openssl s_client {version}", lines_come_back, openssl, ec, version)
        world.part(f"openssl s_client {version} with a client certificate", needs_a_client_certificate, openssl, rsa, version)
        world.part(f"openssl s_client {version} resumes", resumes, openssl, ec, version)
        world.part(f"openssl s_server {version}", lines_from_its_server, openssl, world, version)
    world.part("openssl s_client updates its keys", updates_keys, openssl, ec)
    world.part("openssl s_client is refused a renegotiation", refuses_renegotiation, openssl, ec)
    world.part("an untrusted server is refused, --insecure takes it", refuses_an_untrusted_server, openssl, world)
    world.part("Python's ssl with asyncio streams, both ways", python_streams, world, top, ec)
    world.part("curl", curl, world, ec)
    world.part("files that do not fit together", explains_bad_files, world)
    world.part("changed certificates are read again", reads_changed_certificates, openssl, world, ec)

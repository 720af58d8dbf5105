"""The Debian package of the server: builds, installs, starts, serves, stops, is removed and purged.

Where systemd does not run, the service is started as its unit says: its command, as its user, with its limits. Needs root and
dpkg. MAVEN_OPTIONS may be "-o".
"""

import os
import pwd
import re
import resource
import shutil
import socket
import subprocess

from harness import accepts, free_port, require, run, until

TITLE = "Debian package"
NAME = "futurewire-server"
UNIT = "/usr/lib/systemd/system/futurewire.service"
CONFIGURATION = "/etc/futurewire/futurewire.conf"
FILES = ("/usr/bin/futurewire", "/usr/share/java/futurewire/futurewire-server.jar", UNIT, CONFIGURATION,
         "/usr/share/bash-completion/completions/futurewire", "/usr/share/doc/futurewire-server/copyright",
         "/usr/share/doc/futurewire-server/changelog.gz", "/usr/share/man/man1/futurewire.1.gz",
         "/usr/share/man/man1/futurewire-serve.1.gz", "/usr/share/man/man5/futurewire.conf.5.gz")


def builds(world, top):
    options = os.environ.get("MAVEN_OPTIONS", "").split()
    done = run("mvn", *options, "-q", "-Pdeb,quick", "-f", f"{top}/pom.xml", "-pl", "server", "-am", "package", "-DskipTests", seconds=900)
    require(done.returncode == 0, f"cannot be built: {done.stdout[-3000:]}{done.stderr[-500:]}")
    return f"{top}/server/target/futurewire-server.deb"


def dpkg(*arguments):
    done = run("dpkg", *arguments, seconds=600, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    require(done.returncode == 0, f"dpkg {arguments}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return done.stdout


def unit_settings():
    with open(UNIT) as unit:
        return dict(re.findall(r"^(\w+)=(.*)$", unit.read(), re.M))


def user_exists():
    try:
        return bool(pwd.getpwnam("futurewire"))
    except KeyError:
        return False


def as_service(world, settings):
    """Starts the command of the unit as its user."""
    user = pwd.getpwnam(settings["User"])
    limit = int(settings["LimitNOFILE"])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    os.makedirs("/run/futurewire", mode=0o700, exist_ok=True)
    os.chown("/run/futurewire", user.pw_uid, user.pw_gid)

    def drop():
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "XDG_RUNTIME_DIR": "/run"}
    return world.start("service", *settings["ExecStart"].split(), env=environment, cwd="/", preexec_fn=drop)


def serves(world, port, service):
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall(b"hello\nBYE\n")
        with client.makefile("rb") as answer:
            world.check("no echo", answer.read() == b"hello\nBYE\n")
    with open(f"/proc/{service.popen.pid}/status") as status:
        world.check("runs as root", not re.search(r"^Uid:\s+0\b", status.read(), re.M))


def check(world, top):
    if os.geteuid() != 0 or not shutil.which("dpkg"):
        return "skipped: needs root and dpkg"
    package = builds(world, top)
    if run("dpkg", "-s", NAME).returncode == 0:
        dpkg("--purge", NAME)
    port, feed = free_port(), free_port()
    try:
        installed = run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, seconds=600,
                        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        require(installed.returncode == 0, f"cannot be installed: {installed.stdout[-1500:]}{installed.stderr[-1500:]}")
        for file in FILES:
            world.check(f"there is no {file}", file in dpkg("-L", NAME).splitlines())
        world.check("no user", user_exists())
        world.check("no conffile", CONFIGURATION in run("dpkg-query", "-W", "-f", "${Conffiles}", NAME).stdout)
        version = run("/usr/bin/futurewire", "--version")
        world.check(f"{version}", version.returncode == 0 and version.stdout.startswith("futurewire "))
        if shutil.which("systemd-analyze"):
            verified = run("systemd-analyze", "verify", UNIT)
            about = [line for line in verified.stderr.splitlines() if "futurewire" in line]
            world.check(f"systemd-analyze: {about}", not about)

        with open(CONFIGURATION, "a") as configuration:
            configuration.write(f"port = {port}\nfeed = {feed}\n")
        service = as_service(world, unit_settings())
        service.prints(rf"^futurewire echo listening on 127\.0\.0\.1:{port}$")
        service.prints(rf"^futurewire feed listening on 127\.0\.0\.1:{feed} \(token file /run/futurewire/feed-{feed}\.token\)$")
        serves(world, port, service)
        ps = run("/usr/bin/futurewire", "ps", f"127.0.0.1:{feed}", env={**os.environ, "XDG_RUNTIME_DIR": "/run"})
        world.check(f"ps: {ps}", ps.returncode == 0)
        service.popen.terminate()
        world.check(f"status {service.end()}: {service.err()}", service.end() == 0)
        world.check("still listening", not accepts(port))

        with open(CONFIGURATION, "a") as configuration:
            configuration.write("prot = 1\n")
        with open(CONFIGURATION) as configuration:
            line = len(configuration.readlines())
        wrong = run("/usr/bin/futurewire", "serve", "--config", CONFIGURATION)
        expected = f"futurewire: {CONFIGURATION}:{line}: unknown option 'prot'; did you mean 'port'?\n"
        world.check(f"{wrong}", wrong.returncode == 2 and wrong.stderr == expected)

        dpkg("--remove", NAME)
        world.check("the configuration is gone", os.path.isfile(CONFIGURATION))
        world.check("the program is left", not os.path.exists("/usr/bin/futurewire"))
        dpkg("--purge", NAME)
        world.check("something is left", not any(os.path.lexists(file) for file in (*FILES, "/etc/futurewire")))
        until("the user is gone", lambda: not user_exists(), 10)
    finally:
        subprocess.run(["dpkg", "--purge", NAME], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree("/run/futurewire", ignore_errors=True)
    return f"{os.path.getsize(package) // 1024} KiB"

"""A modular program with the core, the feed and one JSON library on its module path, watched by "ps".

With the default JDK, and with Java 25 if it is installed. The modules are built and installed for this check only, in a local
repository that ends with it. MAVEN_OPTIONS may be "-o".
"""

import json
import os
import re
import shutil
import subprocess

from harness import java25, require, run
from modular import default_jdk, empty_repository, maven, project_version

TITLE = "a program with a feed"
MAIN = "org.example.watched/org.example.watched.WatchedEcho"
MODULES = ["com.fasterxml.jackson.core", "dev.futurewire", "dev.futurewire.feed", "org.example.watched"]


def watched(world, what, name, *command, **options):
    """The program shows its server's connection and its own, and leaves nothing."""
    program = world.start(name, *command, stdin=subprocess.PIPE, **options)
    port, token = program.prints(r"^(\d+) (.*)$").groups()
    done = run(*world.command("ps", f"127.0.0.1:{port}", "--token-file", token, "--json"))
    world.check(f"{what}: ps {done}", done.returncode == 0)
    rows = json.loads(done.stdout)["connections"]
    seen = sorted((row["direction"], row["server"], row["bytesIn"], row["bytesOut"]) for row in rows)
    world.check(f"{what}: {rows}", seen == [("in", "chat", 6, 6), ("out", None, 6, 6)])
    waiting = next(row["awaiting"] for row in rows if row["direction"] == "in")
    world.check(f"{what}: {waiting}", waiting["operation"] == "readLine")
    program.popen.stdin.close()
    program.popen.stdin = None
    world.check(f"{what}: status {program.end()}, {program.err()}", program.end() == 0 and not program.err())
    world.check(f"{what}: {token} is left", not os.path.exists(token))


def with_jdk(world, top, java, name, jars, repository, version):
    build = world.path(f"watched-{name}")
    shutil.copytree(os.path.join(top, ".ci", "feed-consumer"), build, ignore=shutil.ignore_patterns("target"))
    built = maven(repository, "-f", f"{build}/pom.xml", "package", f"-Dfuturewire.version={version}", java=java)
    world.check(f"{name}: does not compile: {built.stdout[-2000:]}{built.stderr[-500:]}", built.returncode == 0)
    path = os.pathsep.join([*jars, f"{build}/target/feed-consumer.jar"])
    resolved = run(f"{java}/bin/java", "-p", path, "--show-module-resolution", "-m", MAIN)
    modules = sorted(set(re.findall(r"^(?:root|\S+ requires) (\S+) file:", resolved.stdout, re.M)))
    world.check(f"{name}: {modules}", modules == MODULES)
    watched(world, f"{name}: java", f"java-{name}", f"{java}/bin/java", "-p", path, "-m", MAIN)
    linked = run(f"{java}/bin/jlink", "--module-path", path, "--add-modules", "org.example.watched", "--output", f"{build}/image",
                 "--launcher", f"watched={MAIN}", seconds=300)
    world.check(f"{name}: does not link: {linked}", linked.returncode == 0)
    watched(world, f"{name}: image", f"image-{name}", f"{build}/image/bin/watched", env={"HOME": world.folder})


def consumers(world, top, repository):
    """Builds and runs the program with what is installed in a repository."""
    version = project_version(top)
    with open(os.path.join(top, "pom.xml")) as pom:
        jackson = re.search(r"<jackson.version>(.*)</jackson.version>", pom.read())[1]
    jars = [f"{repository}/dev/futurewire/futurewire-{name}/{version}/futurewire-{name}-{version}.jar" for name in ("core", "feed")]
    jars.append(f"{repository}/com/fasterxml/jackson/core/jackson-core/{jackson}/jackson-core-{jackson}.jar")
    for jar in jars:
        require(os.path.isfile(jar), f"there is no {jar}")
    with_jdk(world, top, default_jdk(), "default", jars, repository, version)
    if java25():
        with_jdk(world, top, java25(), "25", jars, repository, version)


def check(world, top):
    repository = empty_repository(world)
    installed = maven(repository, "-f", f"{top}/pom.xml", "-pl", "feed", "-am", "install", "-DskipTests", "-Dspotless.check.skip")
    require(installed.returncode == 0, f"the feed cannot be installed: {installed.stdout[-2000:]}{installed.stderr[-500:]}")
    consumers(world, top, repository)

"""A modular program with the core alone on its module path: it compiles, runs, and runs from an image of jlink.

With the default JDK, and with Java 25 if it is installed. The core is built and installed for this check only, in a local
repository that ends with it. MAVEN_OPTIONS may be "-o".
"""

import os
import re
import shutil

from harness import java25, require, run

TITLE = "module path"
MAIN = "org.example.modular/org.example.modular.EchoOnce"
ECHO = "hello from module org.example.modular\n"


def empty_repository(world, name="repository"):
    """A local repository with the usual plugins and without what was once installed of this project."""
    usual, own = os.path.expanduser("~/.m2/repository"), world.path(name)
    os.makedirs(os.path.join(own, "dev"))
    for parent, left_out in ("", "dev"), ("dev", "futurewire"):
        folder = os.path.join(usual, parent)
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            if name != left_out:
                os.symlink(os.path.join(folder, name), os.path.join(own, parent, name))
    return own


def project_version(top):
    with open(os.path.join(top, "pom.xml")) as pom:
        return re.search(r"^  <version>(.*)</version>$", pom.read(), re.M)[1]


def default_jdk():
    return os.environ.get("JAVA_HOME") or os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("javac"))))


def maven(repository, *arguments, java=None):
    environment = {**os.environ, **({"JAVA_HOME": java} if java else {})}
    options = os.environ.get("MAVEN_OPTIONS", "").split()
    return run("mvn", "-q", *options, f"-Dmaven.repo.local={repository}", *arguments, seconds=600, env=environment)


def echoes(world, what, *command, **options):
    """The program prints what its own server sent back."""
    done = run(*command, seconds=120, **options)
    world.check(f"{what}: {done}", done.returncode == 0 and done.stdout == ECHO)


def with_jdk(world, top, java, name, core, repository, version):
    build = world.path(f"modular-{name}")
    shutil.copytree(os.path.join(top, ".ci", "modular-consumer"), build, ignore=shutil.ignore_patterns("target"))
    built = maven(repository, "-f", f"{build}/pom.xml", "package", f"-Dfuturewire.version={version}", java=java)
    world.check(f"{name}: does not compile: {built.stdout[-2000:]}{built.stderr[-500:]}", built.returncode == 0)
    path = f"{core}{os.pathsep}{build}/target/modular-consumer.jar"
    echoes(world, f"{name}: does not run", f"{java}/bin/java", "-p", path, "-m", MAIN)
    linked = run(f"{java}/bin/jlink", "--module-path", path, "--add-modules", "org.example.modular", "--output", f"{build}/image",
                 "--launcher", f"echo-once={MAIN}", seconds=300)
    world.check(f"{name}: does not link: {linked}", linked.returncode == 0)
    echoes(world, f"{name}: the image does not run", f"{build}/image/bin/echo-once", env={})


def consumers(world, top, repository):
    """Builds and runs the program with what is installed in a repository."""
    version = project_version(top)
    core = f"{repository}/dev/futurewire/futurewire-core/{version}/futurewire-core-{version}.jar"
    require(os.path.isfile(core), f"there is no {core}")
    with_jdk(world, top, default_jdk(), "default", core, repository, version)
    if java25():
        with_jdk(world, top, java25(), "25", core, repository, version)


def check(world, top):
    repository = empty_repository(world)
    installed = maven(repository, "-f", f"{top}/pom.xml", "-pl", "core", "-am", "install", "-DskipTests", "-Dspotless.check.skip")
    require(installed.returncode == 0, f"the core cannot be installed: {installed.stdout[-2000:]}{installed.stderr[-500:]}")
    consumers(world, top, repository)

"""The published artifacts: the same bytes from two builds, complete jars, and programs outside this build that use them.

Builds the published modules, with sources and Javadoc, twice: in folders of different names, with different locales and time
zones; the umask is the usual one, since jars contain the modes of the files. The programs are built from what the first build has installed, with the default JDK and with Java 25 if it is
installed: on the class path and in Kotlin with the BOM, and the checks "modular" and "watched". MAVEN_OPTIONS may be "-o".
"""

import hashlib
import os
import re
import shutil
import subprocess
import zipfile

import modular
import watched
from harness import java25, require, run
from modular import default_jdk, empty_repository, maven, project_version

TITLE = "published artifacts"
MODULES = "!benchmarks,!monitor-ui"
BUILD = ["-B", "-q", "-Pattach,quick", "-Dmaven.test.skip", "-pl", MODULES]

# What Maven notes about a local repository, with the time.
NOTES = ("maven-metadata-local.xml", "_remote.repositories", "resolver-status.properties")


def copy(top, folder):
    """Copies the files that are under version control, or could be."""
    listed = subprocess.run(["git", "-C", top, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, check=True).stdout
    for name in sorted(set(os.fsdecode(listed).split("\0")) - {""}):
        if os.path.isfile(os.path.join(top, name)):
            target = os.path.join(folder, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(os.path.join(top, name), target)
    return folder


def build(folder, repository, umask, **environment):
    options = os.environ.get("MAVEN_OPTIONS", "").split()
    done = run("mvn", *options, f"-Dmaven.repo.local={repository}", "-f", f"{folder}/pom.xml", *BUILD, "install", seconds=900,
               env={**os.environ, **environment}, preexec_fn=lambda: os.umask(umask))
    require(done.returncode == 0, f"{folder} cannot be installed: {done.stdout[-3000:]}{done.stderr[-500:]}")
    warnings = re.findall(r".*\bwarning\b.*", done.stdout + done.stderr)
    require(not warnings, f"warnings: {warnings[:5]}")


def digests(folder, repository):
    """The digests of all that was installed, and of the runnable jar, by name."""
    files = {"futurewire-server.jar": f"{folder}/server/target/futurewire-server.jar"}
    published = f"{repository}/dev/futurewire"
    for where, _, names in os.walk(published):
        files.update((os.path.relpath(os.path.join(where, name), published), os.path.join(where, name))
                     for name in names if name not in NOTES)
    result = {}
    for name, path in files.items():
        with open(path, "rb") as file:
            result[name] = hashlib.sha256(file.read()).hexdigest()
    return result


def complete(world, repository, version, names):
    """Every module has a jar, its sources and its Javadoc, each with the license."""
    modules = sorted({name.split("/")[0] for name in names if name.endswith(f"{version}.jar")})
    world.check(f"too few modules: {modules}", len(modules) >= 3)
    for module in modules:
        for kind in "", "-sources", "-javadoc":
            jar = f"{repository}/dev/futurewire/{module}/{version}/{module}-{version}{kind}.jar"
            require(os.path.isfile(jar), f"there is no {jar}")
            with zipfile.ZipFile(jar) as content:
                world.check(f"{jar} has no license", "META-INF/LICENSE" in content.namelist())
                if kind == "-javadoc":
                    pages = [content.read(name).decode() for name in content.namelist() if name.endswith(".html")]
                    linked = any("/docs/api/java.base/java/" in page for page in pages)
                    world.check(f"{jar} has no links to the JDK", linked)


def consumer(world, top, name, main, echo, repository, version, java, jdk):
    """A program on the class path, built by Maven, prints what its own server sent back."""
    folder = world.path(f"{name}-{jdk}")
    shutil.copytree(os.path.join(top, ".ci", f"{name}-consumer"), folder, ignore=shutil.ignore_patterns("target"))
    built = maven(repository, "-f", f"{folder}/pom.xml", "package", f"-Dfuturewire.version={version}", java=java)
    require(built.returncode == 0, f"{name} on {jdk}: does not compile: {built.stdout[-2000:]}{built.stderr[-500:]}")
    path = [f"{folder}/target/{name}-consumer.jar", f"{repository}/dev/futurewire/futurewire-core/{version}/futurewire-core-{version}.jar"]
    if name == "kotlin":
        with open(f"{folder}/pom.xml") as pom:
            kotlin = re.search("<kotlin.version>(.*)</kotlin.version>", pom.read())[1]
        path.append(f"{repository}/org/jetbrains/kotlin/kotlin-stdlib/{kotlin}/kotlin-stdlib-{kotlin}.jar")
    done = run(f"{java}/bin/java", "-cp", os.pathsep.join(path), main, seconds=120)
    world.check(f"{name} on {jdk}: {done}", done.returncode == 0 and done.stdout == echo)


def check(world, top):
    version = project_version(top)
    first, second = copy(top, world.path("first")), copy(top, world.path("second-folder/elsewhere"))
    one, two = empty_repository(world, "one"), empty_repository(world, "two")
    build(first, one, 0o022, TZ="UTC", LC_ALL="C.UTF-8")
    build(second, two, 0o022, TZ="Asia/Kathmandu", LC_ALL="C",
          MAVEN_OPTS="-Duser.language=de -Duser.country=DE")
    digests_one, digests_two = digests(first, one), digests(second, two)
    different = sorted(name for name in {**digests_one, **digests_two} if digests_one.get(name) != digests_two.get(name))
    world.check(f"different bytes: {different}", not different)
    complete(world, one, version, digests_one)

    jdks = [("default", default_jdk())]
    if java25():
        jdks.append(("25", java25()))
        javadoc = run("mvn", *os.environ.get("MAVEN_OPTIONS", "").split(), f"-Dmaven.repo.local={two}", "-f", f"{second}/pom.xml",
                      *BUILD, "clean", "package", seconds=900, env={**os.environ, "JAVA_HOME": java25()})
        world.check(f"Javadoc on Java 25: {javadoc.stdout[-2000:]}", javadoc.returncode == 0 and "warning" not in javadoc.stdout)
    for jdk, java in jdks:
        consumer(world, top, "classpath", "org.example.classpath.EchoOnce", "hello from the class path\n", one, version, java, jdk)
        consumer(world, top, "kotlin", "org.example.kotlin.EchoOnceKt", "hello from Kotlin\n", one, version, java, jdk)
    modular.consumers(world, top, one)
    watched.consumers(world, top, one)
    return f"{len(digests_one)} files with the same bytes"

"""Checks of the packaged server against other people's software.

python3 .ci/interop               lists them
python3 .ci/interop NAME [JAR]    runs one; the jar is the one that "mvn package" makes if none is named

Each installs what it needs, as root on Debian, uses only loopback addresses, and ends with a line of how many of its parts
have passed; the status is 1 if one has failed.
"""

import importlib
import os
import sys
import time

from harness import World

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHECKS = ("tls", "prometheus", "forward", "haproxy", "broadcast", "modular", "watched", "examples", "guide", "published", "debian")


def main(arguments):
    if not arguments or arguments[0] not in CHECKS or len(arguments) > 2:
        print(__doc__)
        for name in CHECKS:
            print(f"{name:12} {importlib.import_module(name).__doc__.splitlines()[0]}")
        return 0 if not arguments else 2
    check = importlib.import_module(arguments[0])
    jar = os.path.abspath(arguments[1]) if len(arguments) > 1 else os.path.join(TOP, "server", "target", "futurewire-server.jar")
    begun = time.monotonic()
    world = World(jar)
    details = ""
    try:
        if arguments[0] not in ("modular", "examples", "debian") and not os.path.isfile(jar):
            raise FileNotFoundError(f"there is no {jar}")
        figures = check.check(world, TOP)
        if figures:
            details = f", {figures}"
    except BaseException as failure:
        world.failed += 1
        details = f" ({type(failure).__name__}: {failure})"
    if world.failed:
        sys.stderr.writelines(world.tails())
    world.close()
    print(f"{check.TITLE}: {world.passed} passed, {world.failed} failed{details}, {time.monotonic() - begun:.0f} s")
    return 1 if world.failed else 0


sys.exit(main(sys.argv[1:]))

"""Keys and certificates for a day, made by openssl."""

from harness import require, run

NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1"
EC = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
RSA = ("rsa:2048",)


def openssl(world, *arguments):
    done = run("openssl", *arguments, cwd=world.folder)
    require(done.returncode == 0, f"openssl {' '.join(arguments)}: {done.stderr[-500:]}")


def authority(world):
    """ca.pem and ca.key. Strict clients want to know what an authority's key is for."""
    openssl(world, "req", "-x509", "-newkey", *EC, "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "1",
            "-subj", "/CN=Futurewire test authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign")


def pair(world, name, kind):
    """NAME.pem and NAME.key, of the authority, for localhost."""
    openssl(world, "req", "-newkey", *kind, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    world.write("extensions", f"{NAMES}\nauthorityKeyIdentifier=keyid\n")
    openssl(world, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "1", "-out", f"{name}.pem", "-extfile", "extensions")


def self_signed(world, name):
    """NAME.pem and NAME.key, of no authority, for localhost."""
    openssl(world, "req", "-x509", "-newkey", *EC, "-nodes", "-days", "2", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-subj", "/CN=localhost", "-addext", NAMES)

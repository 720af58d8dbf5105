"""Python's ssl with asyncio streams against the server and against `futurewire connect`.

tls.py PORT JAR, in a folder with ca.pem, rsa.pem and rsa.key; the server on PORT echoes over TLS.
"""

import asyncio
import ssl
import sys

PORT = int(sys.argv[1])
JAR = sys.argv[2]
WITHIN = 30
BULK = b"a line of some length\n" * 50_000


def client_context(version):
    context = ssl.create_default_context(cafile="ca.pem")
    context.minimum_version = context.maximum_version = version
    return context


async def echo(version):
    reader, writer = await asyncio.open_connection("localhost", PORT, ssl=client_context(version))
    writer.write(b"hello\n")
    assert await reader.readline() == b"hello\n"
    received = asyncio.create_task(reader.readexactly(len(BULK)))
    writer.write(BULK)
    await writer.drain()
    assert await received == BULK
    writer.write(b"BYE\n")
    assert await reader.read() == b"BYE\n"
    writer.close()
    await writer.wait_closed()


async def serve(version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("rsa.pem", "rsa.key")
    context.minimum_version = context.maximum_version = version

    async def reversed_lines(reader, writer):
        while line := await reader.readline():
            writer.write(line.rstrip(b"\n")[::-1] + b"\n")
            if line == b"END\n":
                break
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(reversed_lines, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    command = await asyncio.create_subprocess_exec(
        "java", "-jar", JAR, "connect", "--tls-ca", "ca.pem", f"localhost:{port}",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    out, _ = await command.communicate(b"abc\nEND\n")
    assert (command.returncode, out) == (0, b"cba\nDNE\n"), (command.returncode, out)
    server.close()


async def main():
    for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
        await asyncio.wait_for(echo(version), WITHIN)
        await asyncio.wait_for(serve(version), WITHIN)


asyncio.run(main())

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
    """Two conversations of `connect` with a server that sends each line back reversed and closes after END.

    asyncio's TLS has no half-close: what a handler writes after close_notify has arrived is discarded, without an error,
    even if the line that it answers arrived before. So each answer is read before either side ends.
    """
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
    await asyncio.wait_for(server_closes(port), WITHIN)
    if sys.version_info >= (3, 11):  # An older asyncio may end the connection without its own close_notify.
        await asyncio.wait_for(client_closes(port), WITHIN)
    server.close()


async def server_closes(port):
    """The command ends when the server closes, though its stdin is open."""
    command = await connect(port)
    await sends(command, b"abc\n", b"cba\n")
    await sends(command, b"END\n", b"DNE\n")
    await ends(command)
    command.stdin.close()


async def client_closes(port):
    """The end of stdin sends close_notify, and Python's answer ends the command."""
    command = await connect(port)
    await sends(command, b"abc\nxyz\n", b"cba\nzyx\n")
    command.stdin.close()
    await ends(command)


async def connect(port):
    return await asyncio.create_subprocess_exec(
        "java", "-jar", JAR, "connect", "--tls-ca", "ca.pem", f"localhost:{port}",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)


async def sends(command, lines, answer):
    command.stdin.write(lines)
    received = await command.stdout.readexactly(len(answer))
    assert received == answer, received


async def ends(command):
    rest = await command.stdout.read()
    status = await command.wait()
    assert (status, rest) == (0, b""), (status, rest)


async def main():
    for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
        await asyncio.wait_for(echo(version), WITHIN)
        await serve(version)


asyncio.run(main())

"""A line echo on asyncio's protocols, the faster of its two styles; no deadline. `--loop uvloop` as for the streams."""
import asyncio
import sys

MAX_LINE = 64 * 1024


class LineEcho(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.rest = b""

    def data_received(self, data):
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        answer = []
        for line in lines:
            answer.append(line)
            if line.rstrip(b"\r") == b"BYE":
                self.transport.write(b"\n".join(answer) + b"\n")
                self.transport.close()
                return
        if answer:
            self.transport.write(b"\n".join(answer) + b"\n")
        if len(self.rest) > MAX_LINE:
            self.transport.close()


async def main(port):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(LineEcho, "127.0.0.1", port, backlog=1024)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def option(name, otherwise):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else otherwise


if option("--loop", "asyncio") == "uvloop":
    try:
        import uvloop
    except ImportError:
        print("unavailable this Python has no uvloop", flush=True)
        sys.exit()
    uvloop.install()
asyncio.run(main(int(option("--port", "0"))))

"""The echo server of the introduction to asyncio that Futurewire starts from: streams, and 10 s for each line.

With `--loop uvloop` the same program runs on uvloop's event loop.
"""
import asyncio
import sys


async def serve(reader, writer):
    try:
        while True:
            line = await asyncio.wait_for(reader.readline(), timeout=10)
            if not line:
                break
            writer.write(line)
            await writer.drain()
            if line.rstrip(b"\r\n") == b"BYE":
                break
    except (asyncio.TimeoutError, ConnectionError, ValueError):
        pass  # silence, a reset, or a line over the limit: this connection is over
    finally:
        writer.close()


async def main(port):
    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=1024)
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

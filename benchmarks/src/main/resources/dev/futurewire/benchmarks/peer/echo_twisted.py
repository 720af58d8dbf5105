"""A line echo on Twisted's LineOnlyReceiver; no deadline."""
import sys

try:
    from twisted.internet import epollreactor

    epollreactor.install()
    from twisted.internet import protocol, reactor
    from twisted.protocols import basic
except ImportError:
    print("unavailable this Python has no Twisted", flush=True)
    sys.exit()


class LineEcho(basic.LineOnlyReceiver):
    delimiter = b"\n"
    MAX_LENGTH = 64 * 1024

    def connectionMade(self):
        self.transport.setTcpNoDelay(True)

    def lineReceived(self, line):
        self.sendLine(line)
        if line.rstrip(b"\r") == b"BYE":
            self.transport.loseConnection()


port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 0
listener = reactor.listenTCP(port, protocol.Factory.forProtocol(LineEcho), backlog=1024, interface="127.0.0.1")
print("listening", listener.getHost().port, flush=True)
reactor.run()

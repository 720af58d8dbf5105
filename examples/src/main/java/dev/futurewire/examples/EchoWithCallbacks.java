package dev.futurewire.examples;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.Futures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The echo server in the style of Twisted: a protocol object with callback methods. */
final class EchoWithCallbacks {
    private EchoWithCallbacks() {}

    /** The echo protocol. */
    static final class Echo extends LineProtocol {
        @Override
        void lineReceived(String line) {
            sendLine(line);
            if (line.equals("BYE")) {
                loseConnection();
            }
        }
    }

    /** One connection's protocol: Twisted's LineReceiver in a few lines over the futures. */
    abstract static class LineProtocol {
        private AsyncChannel channel;
        private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);
        private boolean connected = true;

        void connectionMade() {}

        abstract void lineReceived(String line);

        void connectionLost(Throwable failure) {}

        final void sendLine(String line) {
            lastWrite = channel.write(line + "\n");
        }

        final void loseConnection() {
            connected = false;
        }

        /** Calls the methods. Reads no line before the last write was accepted: backpressure for slow peers. */
        static ConnectionHandler handler(Supplier<? extends LineProtocol> factory) {
            return channel -> {
                LineProtocol protocol = factory.get();
                protocol.channel = channel;
                protocol.connectionMade();
                return Futures.repeatWhile(
                                () -> channel.readLine().orTimeout(10, SECONDS).thenCompose(protocol::received))
                        .whenComplete((end, failure) -> protocol.connectionLost(failure));
            };
        }

        private CompletableFuture<Boolean> received(String line) {
            if (line == null) {
                return CompletableFuture.completedFuture(false);
            }
            lineReceived(line);
            return lastWrite.thenApply(accepted -> connected);
        }
    }

    static AsyncServer start(InetSocketAddress address) throws IOException {
        return AsyncServer.listen(address, LineProtocol.handler(Echo::new));
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}

package dev.futurewire.benchmarks.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.concurrent.TimeUnit;

/**
 * Vert.x with one event loop, its native transport if available, and its record parser; {@code --timeout} sets its idle
 * timeout for reads.
 */
public final class VertxPeer {
    private VertxPeer() {}

    public static void main(String[] args) {
        Arguments arguments = Arguments.of(args);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        NetServerOptions options = new NetServerOptions()
                .setHost(arguments.address().getAddress().getHostAddress())
                .setPort(arguments.address().getPort())
                .setAcceptBacklog(EchoProtocol.BACKLOG)
                .setTcpNoDelay(true);
        if (arguments.has("--timeout")) {
            options.setReadIdleTimeout(EchoProtocol.TIMEOUT_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        }
        vertx.createNetServer(options)
                .connectHandler(VertxPeer::serve)
                .listen()
                .onSuccess(server -> Announcement.listening(server.actualPort()))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    private static void serve(NetSocket socket) {
        RecordParser lines = RecordParser.newDelimited("\n", line -> echo(socket, line));
        lines.maxRecordSize(EchoProtocol.MAX_LINE);
        lines.exceptionHandler(failure -> socket.close());
        socket.handler(lines);
    }

    private static void echo(NetSocket socket, Buffer line) {
        int length = line.length();
        boolean farewell = length <= 4 && EchoProtocol.isFarewell(line.getBytes(), 0, length);
        socket.write(line.appendByte((byte) '\n'));
        if (farewell) {
            socket.end();
        }
    }
}

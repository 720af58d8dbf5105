package dev.futurewire.support;

import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.withSettings;

import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.time.WheelTimer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.mockito.MockedStatic;

/**
 * A server on the loopback interface and clients for it.
 *
 * @param server the server
 */
public record LoopbackServer(AsyncServer server) implements AutoCloseable {
    /** A server with one loop. */
    public static LoopbackServer with(ConnectionHandler handler) throws IOException {
        return with(ServerOptions.builder().loops(1).build(), handler);
    }

    /** A server with these options. */
    public static LoopbackServer with(ServerOptions options, ConnectionHandler handler) throws IOException {
        return new LoopbackServer(AsyncServer.listen(anyPort(), options, handler));
    }

    /** A server whose timeouts, grace and memory limit use this timer instead of the shared one. */
    public static LoopbackServer inVirtualTime(ManualTimer timer, ServerOptions options, ConnectionHandler handler)
            throws IOException {
        WheelTimer virtual = mock(WheelTimer.class, withSettings().stubOnly().defaultAnswer(delegatesTo(timer)));
        try (MockedStatic<WheelTimer> shared = mockStatic(WheelTimer.class, CALLS_REAL_METHODS)) {
            shared.when(WheelTimer::shared).thenReturn(virtual);
            return with(options, handler);
        }
    }

    /** The loopback address with an ephemeral port. */
    public static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A new client. */
    public TcpPeer connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(server.localAddress(), (int) Await.PATIENCE.toMillis());
        return new TcpPeer(socket);
    }

    /** A new client over TLS: the JDK's own blocking socket. */
    public TcpPeer connect(TlsOptions options) throws IOException {
        Socket socket = new Socket();
        socket.connect(server.localAddress(), (int) Await.PATIENCE.toMillis());
        return TlsPeers.client(socket, options);
    }

    @Override
    public void close() {
        Await.value(server.shutdown(Duration.ZERO));
    }
}

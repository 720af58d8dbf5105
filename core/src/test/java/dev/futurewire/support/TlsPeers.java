package dev.futurewire.support;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;

/** Peers on the blocking TLS sockets of the JDK, whose buffering and closing are independent of the library's. */
final class TlsPeers {
    private static final int HANDSHAKE_MILLIS = 10_000;

    private TlsPeers() {}

    static TcpPeer client(Socket wire, TlsOptions options) throws IOException {
        return secured(wire, options, true);
    }

    static TcpPeer server(Socket wire, TlsOptions options) throws IOException {
        return secured(wire, options, false);
    }

    private static TcpPeer secured(Socket wire, TlsOptions options, boolean client) throws IOException {
        SSLSocket socket = (SSLSocket)
                options.sslContext().getSocketFactory().createSocket(wire, "localhost", wire.getPort(), true);
        socket.setUseClientMode(client);
        socket.setEnabledProtocols(options.protocols().toArray(String[]::new));
        // A handshake of several small writes must not wait for acknowledgements.
        wire.setTcpNoDelay(true);
        wire.setSoTimeout(HANDSHAKE_MILLIS);
        socket.startHandshake();
        return new TcpPeer(socket, wire);
    }
}

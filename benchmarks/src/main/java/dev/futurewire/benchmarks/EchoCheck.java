package dev.futurewire.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.futurewire.benchmarks.load.TrustingTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Checks before a measurement that a server echoes lines and closes the connection after the farewell. */
final class EchoCheck {
    private static final String LINES = "one\n\ntwo\nBYE\n";
    private static final int TIMEOUT_MILLIS = 10_000;

    private EchoCheck() {}

    /** Checks a server in plaintext. */
    static void of(int port) throws IOException {
        of(port, false);
    }

    /** Checks a server in plaintext or over TLS. */
    static void of(int port, boolean tls) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String answer = tls ? overTls(socket, port) : conversation(socket);
            if (!answer.equals(LINES)) {
                throw new IOException(
                        "the server answers wrong: " + answer.length() + " bytes came back for " + LINES.length());
            }
        }
    }

    private static String overTls(Socket wire, int port) throws IOException {
        try (Socket secured = TrustingTls.context().getSocketFactory().createSocket(wire, "localhost", port, true)) {
            return conversation(secured);
        }
    }

    private static String conversation(Socket socket) throws IOException {
        socket.getOutputStream().write(LINES.getBytes(US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
}

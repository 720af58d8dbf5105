package dev.futurewire.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All peers do the same work, which makes them comparable. */
@Tag("slow")
class PeersTest {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int TOO_LONG = 70 * 1024;

    static List<Peer> allPeers() {
        return Peers.ALL;
    }

    @ParameterizedTest
    @MethodSource("allPeers")
    void echoesLinesHoweverTheyArriveAndEndsAtItsLimits(Peer peer) throws IOException {
        try (Server server = started(peer)) {
            linesComeBackByteForByte(server);
            farewellComesBackAndEndsTheConnection(server);
            if (!peer.name().contains("-reader")) {
                // A server on BufferedReader has no limit.
                anOverlongLineEndsTheConnection(server);
            }
        }
    }

    private static void linesComeBackByteForByte(Server server) throws IOException {
        try (Socket socket = connect(server)) {
            exchange(socket, "one\n");
            exchange(socket, "two\n\nthree\nBYEBYE\n");
            exchange(socket, "x".repeat(20_000) + "\n");
            socket.getOutputStream().write("in ".getBytes(UTF_8));
            exchange(socket, "pieces \u00e4\u20ac\n", "in pieces \u00e4\u20ac\n");
        }
    }

    private static void farewellComesBackAndEndsTheConnection(Server server) throws IOException {
        try (Socket socket = connect(server)) {
            exchange(socket, "last\nBYE\n");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void anOverlongLineEndsTheConnection(Server server) throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write("x".repeat(TOO_LONG).getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
        }
    }

    private static void exchange(Socket socket, String sent) throws IOException {
        exchange(socket, sent, sent);
    }

    private static void exchange(Socket socket, String sent, String expected) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(sent.getBytes(UTF_8));
        out.flush();
        InputStream in = socket.getInputStream();
        assertThat(new String(in.readNBytes(expected.getBytes(UTF_8).length), UTF_8))
                .isEqualTo(expected);
    }

    private static Socket connect(Server server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static Server started(Peer peer) throws IOException {
        try {
            return Launchers.plain().start(peer, List.of());
        } catch (PeerUnavailableException e) {
            return abort(peer.name() + ": " + e.getMessage());
        }
    }
}

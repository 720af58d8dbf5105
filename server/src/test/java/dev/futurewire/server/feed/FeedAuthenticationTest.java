package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.feed.MonitorFeed;
import dev.futurewire.feed.RemoteFeed;
import dev.futurewire.server.faults.FaultReport;
import dev.futurewire.server.faults.FaultRow;
import dev.futurewire.server.faults.FaultTest;
import dev.futurewire.server.faults.QuickFaultTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** The feed admits viewers with the token only, and reveals nothing to others. */
@FaultRow("T27 feed strangers")
class FeedAuthenticationTest {
    private static final int STRANGERS = 1_000;

    /** The time limit for showing the token. */
    private static final long HELLO_SECONDS = 3;

    /** How often each wrong token is tried to measure the time of the answer. */
    private static final int TRIES = 300;

    @TempDir
    Path folder;

    /** The comparison takes constant time: the medians are equal except for noise. */
    @FaultTest
    void aWrongTokenTakesConstantTime(FaultReport row) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder)) {
            String secret = watched.token();
            String[] wrong = {
                other(secret.charAt(0)) + secret.substring(1), secret.substring(0, 63) + other(secret.charAt(63))
            };
            long[][] nanos = new long[2][TRIES];
            for (int i = -TRIES / 3; i < TRIES; i++) {
                for (int which = 0; which < 2; which++) {
                    long begun = System.nanoTime();
                    answer(watched, hello(wrong[which]));
                    if (i >= 0) {
                        nanos[which][i] = System.nanoTime() - begun;
                    }
                }
            }
            Arrays.sort(nanos[0]);
            Arrays.sort(nanos[1]);
            long difference = Math.abs(nanos[0][TRIES / 2] - nanos[1][TRIES / 2]) / 1_000;
            long spread = (nanos[0][TRIES * 3 / 4] - nanos[0][TRIES / 4]) / 1_000;
            row.figure(
                    "first or last character wrong: %d us apart of %d (< half the quartiles' %d)",
                    difference, nanos[0][TRIES / 2] / 1_000, spread);
            assertTrue(difference < spread / 2, "medians " + difference + " us apart");
        }
    }

    private static char other(char c) {
        return c == '0' ? '1' : '0';
    }

    /** Returns what the server answers to an unauthenticated connection before it closes it. */
    private static String answer(WatchedServer watched, String words) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(watched.feed.localAddress());
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hello(String token) {
        return "{\"type\":\"hello\",\"proto\":1,\"token\":\"" + token + "\"}\n{\"type\":\"watch\"}\n";
    }

    @QuickFaultTest
    void nothingIsSentWithoutTheToken(FaultReport row) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder)) {
            String secret = watched.token();
            for (String token : List.of("", "x", secret.substring(1), secret.substring(0, 63), secret + "0")) {
                String answer = answer(watched, hello(token));
                assertTrue(answer.contains("bad-token"), answer);
                assertFalse(answer.contains("welcome") || answer.contains("tick"), answer);
                assertEquals(1, answer.lines().count(), answer);
            }
        }
        row.figure("5 wrong tokens refused");
    }

    @QuickFaultTest
    void browsersAreRejected(FaultReport row) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder)) {
            String secret = watched.token();
            for (String method : List.of("GET", "POST")) {
                String answer = answer(watched, method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n" + hello(secret));
                assertTrue(answer.contains("bad-protocol"), answer);
                assertEquals(1, answer.lines().count(), answer);
            }
        }
        row.figure("GET and POST refused");
    }

    @QuickFaultTest
    void aTokenSentByteByByteIsAccepted(FaultReport row) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder);
                Socket socket = new Socket()) {
            socket.connect(watched.feed.localAddress());
            socket.setTcpNoDelay(true);
            for (byte b : hello(watched.token()).getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            byte[] begin = socket.getInputStream().readNBytes(17);
            assertEquals("{\"type\":\"welcome\"", new String(begin, StandardCharsets.US_ASCII));
        }
        row.figure("the right one taken byte by byte");
    }

    @QuickFaultTest
    void aSilentUnauthenticatedConnectionIsClosed(FaultReport row) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder)) {
            long begun = System.nanoTime();
            assertEquals("", answer(watched, "{\"type\":"));
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            assertTrue(seconds >= HELLO_SECONDS - 1 && seconds <= HELLO_SECONDS + 5);
        }
        row.figure("silence closed after %d s", HELLO_SECONDS);
    }

    @QuickFaultTest
    void aThousandUnauthenticatedConnectionsDelayAViewerOnlyBriefly(FaultReport row) throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try (WatchedServer watched = new WatchedServer(folder);
                RemoteFeed feed = watched.viewer()) {
            for (int i = 0; i < STRANGERS; i++) {
                Socket socket = new Socket();
                socket.connect(watched.feed.localAddress());
                strangers.add(socket);
            }
            // The connection may be cut off before it has shown the token; the feed reconnects then.
            FirstTick first = new FirstTick();
            feed.watch(first, 10);
            first.seen().get(15, TimeUnit.SECONDS);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        row.figure("a viewer served beside %d strangers", STRANGERS);
    }

    @QuickFaultTest
    void theFeedListensOnLoopbackOnly() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder)) {
            assertTrue(watched.feed.localAddress().getAddress().isLoopbackAddress());
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> MonitorFeed.start(new InetSocketAddress("0.0.0.0", 0), watched.server));
            assertTrue(refused.getMessage().contains("loopback"), refused::getMessage);
        }
    }
}

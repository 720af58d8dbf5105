package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and who does not. */
class FeedSecurityTest {
    @TempDir
    Path folder;

    /** What a stranger gets for these words, until the server ends the connection. */
    private static String answer(WatchedServer watched, String words) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(watched.feed.address());
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hello(String token) {
        return "{\"type\":\"hello\",\"proto\":1,\"token\":\"" + token + "\"}\n{\"type\":\"watch\"}\n";
    }

    @Test
    void nobodyGetsAnythingWithoutTheToken() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false)) {
            String secret = FeedToken.read(watched.token.file());
            for (String token : List.of("", "x", secret.substring(1), secret.substring(0, 63), secret + "0")) {
                String answer = answer(watched, hello(token));
                assertTrue(answer.contains("bad-token"), answer);
                assertFalse(answer.contains("welcome") || answer.contains("tick"), answer);
                assertEquals(1, answer.lines().count(), answer);
            }
        }
    }

    @Test
    void browsersAreTurnedAway() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false)) {
            String secret = FeedToken.read(watched.token.file());
            for (String method : List.of("GET", "POST")) {
                String answer = answer(watched, method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n" + hello(secret));
                assertTrue(answer.contains("bad-protocol"), answer);
                assertEquals(1, answer.lines().count(), answer);
            }
        }
    }

    @Test
    void aTokenThatComesByteByByteIsAToken() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false);
                Socket socket = new Socket()) {
            socket.connect(watched.feed.address());
            socket.setTcpNoDelay(true);
            for (byte b : hello(FeedToken.read(watched.token.file())).getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            byte[] begin = socket.getInputStream().readNBytes(17);
            assertEquals("{\"type\":\"welcome\"", new String(begin, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aStrangerWhoSaysNothingIsClosed() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false)) {
            long begun = System.nanoTime();
            assertEquals("", answer(watched, "{\"type\":"));
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            assertTrue(seconds >= FeedSession.HELLO_SECONDS - 1 && seconds <= FeedSession.HELLO_SECONDS + 5);
        }
    }

    @Test
    void aThousandStrangersDoNotKeepAViewerOutForLong() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        try (WatchedServer watched = new WatchedServer(folder, false);
                RemoteFeed feed = watched.viewer()) {
            for (int i = 0; i < 1_000; i++) {
                Socket socket = new Socket();
                socket.connect(watched.feed.address());
                strangers.add(socket);
            }
            Viewing viewing = new Viewing();
            feed.watch(viewing, 10);
            viewing.await("a tick", v -> v.latest != null);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void theTokenFileIsItsOwnersOnly() throws Exception {
        Path file = folder.resolve("new").resolve("feed.token");
        try (FeedToken token = FeedToken.create(file, false)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
            assertTrue(token.matches(FeedToken.read(file)));
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aPlantedFileOrLinkIsRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("planted"));
        assertThrows(FileAlreadyExistsException.class, () -> FeedToken.create(file, false));
        Path target = folder.resolve("elsewhere");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertThrows(FileAlreadyExistsException.class, () -> FeedToken.create(link, false));
        FeedToken.create(link, true).close();
        assertFalse(Files.exists(target), "a link is replaced, not followed");
    }

    @Test
    void theFeedStaysOnLoopback() throws Exception {
        try (WatchedServer watched = new WatchedServer(folder, false)) {
            assertTrue(watched.feed.address().getAddress().isLoopbackAddress());
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> FeedServer.start(
                            new InetSocketAddress("0.0.0.0", 0), watched.hub, () -> watched.token, false, 1));
            assertTrue(refused.getMessage().contains("loopback"), refused::getMessage);
        }
    }
}

package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.futurewire.server.faults.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Feeds on the same port of different addresses have separate token files and do not touch each other's. */
@Timeout(180)
@Tag("slow")
class TokenFilePerAddressTest {
    private static final Pattern FEED = Pattern.compile("futurewire feed listening on (\\S+) \\(token file (.*)\\)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private static Path file(String host) throws IOException {
        return FeedToken.defaultFile(new InetSocketAddress(InetAddress.getByName(host), 7001));
    }

    @Test
    void eachAddressHasItsOwnFile() throws Exception {
        Set<Path> files = new HashSet<>();
        for (String host : List.of("127.0.0.1", "127.0.0.2", "127.0.1.1", "::1")) {
            assertTrue(files.add(file(host)), host);
            assertTrue(file(host).getFileName().toString().matches("[a-z0-9.-]+"), "valid on every file system");
        }
        assertNotEquals(file("::1"), FeedToken.defaultFile(new InetSocketAddress(InetAddress.getByName("::1"), 7002)));
        assertEquals(FeedToken.defaultFile(7001), file("127.0.0.1"), "the default path");
        assertEquals(file("127.0.0.1"), file("0.0.0.0"));
        assertEquals(file("::1"), file("::"));
        assertEquals(file("127.0.0.1"), file("::ffff:127.0.0.1"));
    }

    @Test
    void aFileReplacedByAnotherServerIsNotDeleted() throws Exception {
        Path file = folder.resolve("feed.token");
        FeedToken first = FeedToken.create(file, true);
        FeedToken second = FeedToken.create(file, true);
        first.close();
        assertTrue(second.matches(FeedToken.read(file)));
        second.close();
        assertFalse(Files.exists(file));
        second.close();
        assertEquals(0, files(), "no file remains");
    }

    @Test
    void aFileAppearsWithItsContentAndIsReadableByItsOwnerOnly() throws Exception {
        Path file = folder.resolve("feed.token");
        Files.writeString(file, "of a dead server");
        assertThrows(FileAlreadyExistsException.class, () -> FeedToken.create(file, false));
        assertEquals("of a dead server", Files.readString(file));
        for (boolean replace : new boolean[] {true, false}) {
            if (!replace) {
                Files.delete(file);
            }
            FeedToken token = FeedToken.create(file, replace);
            assertTrue(token.matches(FeedToken.read(file)));
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertEquals(1, files(), "no other file remains");
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "all of 127.0.0.0/8 is loopback there; sets the environment")
    void psFindsTheRequestedServerWhileAnotherOneRestarts() throws Exception {
        assumeTrue(InetAddress.getByName("::1").isReachable(1_000), "there is no IPv6 here");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            port = free.getLocalPort();
        }
        try (ChildProcess four = server("127.0.0.1:" + port);
                ChildProcess six = server("[::1]:" + port)) {
            String fourFile = four.awaitOut(FEED).group(2);
            String sixFile = six.awaitOut(FEED).group(2);
            assertNotEquals(fourFile, sixFile);
            ps("127.0.0.1:" + port);
            ps("[::1]:" + port);
            four.signal("TERM");
            assertEquals(0, four.exit(PATIENCE));
            assertFalse(Files.exists(Path.of(fourFile)));
            ps("[::1]:" + port);
            if (List.of(InetAddress.getAllByName("localhost")).contains(InetAddress.getByName("::1"))) {
                ps("localhost:" + port);
            }
        }
    }

    private List<String> environment() {
        return List.of("env", "XDG_RUNTIME_DIR=" + folder);
    }

    private ChildProcess server(String feed) throws IOException {
        return ChildProcess.server(
                environment(),
                List.of(),
                System.getProperty("java.class.path"),
                "--port",
                "0",
                "--shutdown-grace",
                "0s",
                "--feed",
                feed);
    }

    private void ps(String address) throws Exception {
        try (ChildProcess ps =
                ChildProcess.server(environment(), List.of(), System.getProperty("java.class.path"), "ps", address)) {
            assertEquals(0, ps.exit(PATIENCE), ps::err);
        }
    }
}

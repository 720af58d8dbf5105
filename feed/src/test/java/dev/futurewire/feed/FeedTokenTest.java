package dev.futurewire.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Token files: a separate one for each address and port, which appears with its content and is deleted by its owner only. */
class FeedTokenTest {
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
}

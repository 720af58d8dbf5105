package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.feed.FeedToken;
import dev.futurewire.server.Client;
import dev.futurewire.server.CommandResult;
import dev.futurewire.server.faults.ChildProcess;
import dev.futurewire.server.faults.FaultReport;
import dev.futurewire.server.faults.FaultRow;
import dev.futurewire.server.faults.QuickFaultTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The token file: readable by its owner only, never an existing file, and the only place of the secret. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc, sets a umask")
@FaultRow("T28 token file")
@Tag("slow")
class TokenFileTest {
    private static final Pattern FEED = Pattern.compile("futurewire feed listening on (\\S+) \\(token file (.*)\\)");

    @TempDir
    Path folder;

    @QuickFaultTest
    void anExistingFileOrLinkIsRejected(FaultReport row) throws Exception {
        Path file = Files.createFile(folder.resolve("planted"));
        assertThrows(FileAlreadyExistsException.class, () -> FeedToken.create(file, false));
        Path target = folder.resolve("elsewhere");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertThrows(FileAlreadyExistsException.class, () -> FeedToken.create(link, false));
        FeedToken.create(link, true).close();
        assertFalse(Files.exists(target), "a link is replaced, not followed");
        row.figure("planted file and link refused");
    }

    @QuickFaultTest
    void aServerDoesNotStartIfTheTokenFileExists(FaultReport row) throws Exception {
        Path file = Files.writeString(folder.resolve("planted"), "mine");
        CommandResult run = CommandResult.of("--port", "0", "--feed", "0", "--token-file", file.toString());
        assertEquals(2, run.status());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
        assertEquals("mine", Files.readString(file));
        row.figure("status 2 over a planted file");
    }

    @QuickFaultTest
    void theSecretIsOnlyInTheFileWhichIsDeletedWithTheServer(FaultReport row) throws Exception {
        Path file = folder.resolve("new").resolve("feed.token");
        List<String> withoutUmask = List.of("bash", "-c", "umask 000; exec \"$@\"", "umask");
        try (ChildProcess server = ChildProcess.server(
                withoutUmask,
                List.of(),
                System.getProperty("java.class.path"),
                "-v",
                "--port",
                "0",
                "--shutdown-grace",
                "0s",
                "--feed",
                "0",
                "--token-file",
                file.toString())) {
            String address = server.awaitOut(FEED).group(1);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
            row.figure("0600 in 0700 under umask 000");

            String secret = FeedToken.read(file);
            assertTrue(secret.matches("\\p{XDigit}{64}"));
            CommandResult ps = CommandResult.of("ps", address, "--token-file", file.toString());
            assertEquals(0, ps.status(), ps.err());
            Path wrong = Files.writeString(folder.resolve("wrong"), "0".repeat(64));
            CommandResult refused = CommandResult.of("ps", address, "--token-file", wrong.toString());
            assertTrue(refused.status() != 0 && refused.err().lines().count() == 1, refused::err);
            try (Client stranger = new Client(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)))) {
                assertFalse(stranger.send("{\"type\":\"hello\",\"token\":\"x\"}\n")
                        .receiveAll()
                        .contains(secret));
            }

            assertFalse(proc(server, "cmdline").contains(secret), "on the command line");
            assertFalse(proc(server, "environ").contains(secret), "in the environment");
            server.signal("TERM");
            assertEquals(0, server.exit(Duration.ofSeconds(20)));
            assertFalse(Files.exists(file), "the file was not deleted");
            for (String text : List.of(server.out(), server.err(), ps.out(), ps.err(), refused.out(), refused.err())) {
                assertFalse(text.contains(secret), text);
            }
            row.figure("not in arguments, environment, output, log or error text");
            row.figure("removed at the end");
        }
    }

    private static String proc(ChildProcess process, String file) throws IOException {
        return new String(Files.readAllBytes(Path.of("/proc", "" + process.pid(), file)), StandardCharsets.ISO_8859_1);
    }
}

package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.futurewire.server.faults.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
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

package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.server.service.BusCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error in the options of the bus is reported in one line, with status 2 and without the password. */
@Timeout(120)
class BusSecretsTest {
    @TempDir
    Path folder;

    /** Nothing listens on port 1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nats://alice:hunter2@127.0.0.1:1",
                "nats://hunter2@127.0.0.1:1",
                "nats://alice:h%75nter2@127.0.0.1:1",
                "nats://alice:hunter2%zz@127.0.0.1:1",
                "nats://alice:hunter2%@127.0.0.1:1",
                "tls://alice:hunter2@127.0.0.1:1",
                "nats://alice:hunter2@127.0.0.1:",
                "nats://alice:hunter2@127.0.0.1:0",
                "nats://alice:hunter2@127.0.0.1:port",
                "nats://alice:hunter2@127.0.0.1:99999999999",
                "nats://alice:hunter2@:4222",
                "nats://alice:hunter2@",
                "nats://alice:hunter2",
                "nats://:hunter2@127.0.0.1:1",
                "nats://alice:hunter2@no.invalid:4222",
                "nats://alice:hunter2@[::1]:1",
                "nats://alice:hunter2@::1:1",
                "nats://alice:hunter2@[::1:1",
                "nats://127.0.0.1:1,nats://alice:hunter2@127.0.0.1:1",
                "nats://alice:hunter2@127.0.0.1:1,127.0.0.1:2",
                "nats://alice:hunter2@127.0.0.1:1,nats://bob:hunter2@127.0.0.1:2",
                "nats://alice:hunter2@127.0.0.1:1,tls://127.0.0.1:2",
                "nats://alice:hunter2@127.0.0.1:1,,",
                "nats://alice:hunter2@127.0.0.1:1/path",
                "nats://alice:hunter2@127.0.0.1:1?a=b",
                "nats://alice:hunter2@a b:1",
                "nats:/alice:hunter2@127.0.0.1:1",
                "alice:hunter2@127.0.0.1:1",
                "http://alice:hunter2@127.0.0.1:1",
                "ws://alice:hunter2@127.0.0.1:1",
                "nats://",
                "",
            })
    void anInvalidBusIsReportedWithoutItsPassword(String url) {
        CommandResult run = CommandResult.of("--service", "broadcast", "--port", "0", "--bus", url);
        assertOneLine(run);
        assertTrue(run.err().startsWith("futurewire: "), run.err());
        assertTrue(run.err().contains("bus"), run.err());
    }

    private static void assertOneLine(CommandResult run) {
        assertEquals(2, run.status(), run.err());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertFalse(run.err().contains("hunter2"), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
    }

    @Test
    void aQuotedArgumentIsMasked() {
        assertOneLine(CommandResult.of("serve", "nats://alice:hunter2@127.0.0.1:1"));
        assertOneLine(CommandResult.of("serve", "alice:hunter2@127.0.0.1:1"));
        assertOneLine(CommandResult.of("--service", "nats://hunter2@127.0.0.1:1"));
    }

    @Test
    void anInvalidCredentialsFileIsReported() throws Exception {
        Path file = Files.writeString(folder.resolve("credentials"), "alice:hunter2\n");
        CommandResult run = CommandResult.of(
                "--service", "broadcast", "--bus", "nats://127.0.0.1:1", "--bus-credentials", file.toString());
        assertOneLine(run);
        assertTrue(run.err().startsWith("futurewire: cannot use --bus-credentials: " + file), run.err());
        Path missing = folder.resolve("missing");
        run = CommandResult.of(
                "--service", "broadcast", "--bus", "nats://127.0.0.1:1", "--bus-credentials", missing.toString());
        assertOneLine(run);
        assertEquals("futurewire: cannot use --bus-credentials: there is no file " + missing + "\n", run.err());
        run = CommandResult.of(
                "--service", "broadcast", "--bus", "tls://127.0.0.1:1", "--bus-tls-ca", missing.toString());
        assertOneLine(run);
        assertTrue(run.err().contains(missing.toString()), run.err());
        assertOneLine(CommandResult.of("--bus-credentials", file.toString()));
    }

    @Test
    void readsCredentialsFromTheEnvironment() {
        assertNull(ServiceArguments.credentials(Map.of("FUTUREWIRE_BUS_USER", "")));
        assertEquals(
                BusCredentials.userPassword("alice", "hunter2"),
                ServiceArguments.credentials(
                        Map.of("FUTUREWIRE_BUS_USER", "alice", "FUTUREWIRE_BUS_PASSWORD", "hunter2")));
        assertEquals(
                BusCredentials.token("hunter2"),
                ServiceArguments.credentials(Map.of("FUTUREWIRE_BUS_TOKEN", "hunter2")));
        for (Map<String, String> incomplete : java.util.List.of(
                Map.of("FUTUREWIRE_BUS_PASSWORD", "hunter2"),
                Map.of("FUTUREWIRE_BUS_USER", "alice"),
                Map.of("FUTUREWIRE_BUS_USER", "alice", "FUTUREWIRE_BUS_TOKEN", "hunter2"))) {
            IllegalArgumentException failure =
                    assertThrows(IllegalArgumentException.class, () -> ServiceArguments.credentials(incomplete));
            assertFalse(failure.getMessage().contains("hunter2"), failure::getMessage);
        }
    }
}

package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that would have no effect are rejected, and unusable files are reported with their name. */
@Timeout(60)
final class IgnoredOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--allow-control                                  | --allow-control needs --feed",
                "--token-file /tmp/no-such-token                  | --token-file needs --feed",
                "--feed-tls-cert some.pem                         | --feed-tls-cert needs --feed",
                "--feed 0 --feed-tls-key some.pem                 | --feed-tls-key needs --feed-tls-cert",
                "--metrics 0 --token-file /tmp/no-such-token      | --token-file needs --feed",
                "--bus nats://localhost:1                         | --bus needs --service broadcast",
                "--service echo --bus nats://localhost:1          | --bus needs --service broadcast",
                "--service broadcast --room here                  | --room needs --bus",
                "--slow-consumers disconnect                      | --slow-consumers needs --service broadcast",
                "--upstream localhost:1                           | --upstream needs --service forward",
                "--connect-timeout 1s                             | --connect-timeout needs --service forward",
                "--service broadcast --connect-timeout 1s         | --connect-timeout needs --service forward",
                "--service forward --upstream localhost:1 --slow-consumers drop"
                        + " | --slow-consumers needs --service broadcast",
                "--tls-key some.pem                               | --tls-key needs --tls-cert",
                "--tls-client-ca some.pem                         | --tls-client-ca needs --tls-cert",
                "--tls-keystore-password-file some.txt            | --tls-keystore-password-file needs --tls-keystore",
                "--tls-cert some.pem --tls-keystore some.p12      | --tls-cert and --tls-keystore are mutually exclusive",
                "--tls-keystore some.p12 --tls-key some.pem       | --tls-key needs --tls-cert",
                "--tls-keystore no.p12 --tls-keystore-password-file no.txt"
                        + " | cannot read the password file no.txt: no such file",
                "--tls-keystore no-such.p12                       | cannot serve over TLS: no-such.p12: no such file",
                "ps localhost:1 --token-file /tmp/no-such-token"
                        + " | cannot read the token file /tmp/no-such-token: no such file (is the server running with --feed?)",
            })
    void isReportedInOneLine(String commandLine, String message) {
        CommandResult run = CommandResult.of(
                ("--port 0 " + commandLine).replaceFirst("--port 0 ps", "ps").split(" +"));
        assertEquals("futurewire: " + message + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(2, run.status());
    }

    @Test
    void anUnknownLogFormatIsRejected() {
        CommandResult run = CommandResult.of("--log-format", "xml");
        assertTrue(run.err().startsWith("futurewire: Invalid value for option '--log-format'"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals(2, run.status());
    }

    @Test
    void anExistingTokenFileIsNamedOnce(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "mine");
        CommandResult run = CommandResult.of("--port", "0", "--feed", "0", "--token-file", token.toString());
        assertEquals("futurewire: cannot create the token file " + token + ": it already exists\n", run.err());
        assertEquals(2, run.status());
        assertFalse(Files.readString(token).isEmpty());
    }
}

package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ServerOptions;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version, and the report of an invalid command line: one line on stderr and status 2. */
@Timeout(60)
final class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 7000          | unknown option '--prot' (did you mean --proxy-protocol?); see futurewire serve"
                        + " --help",
                "serve --feeed 7001   | unknown option '--feeed' (did you mean --feed or --feed-tls-cert or --feed-tls-key?); see futurewire serve --help",
                "conect here:7000     | unknown argument 'conect' (did you mean connect?); see futurewire --help",
                "serve 7000           | unknown argument '7000'; see futurewire serve --help",
                "--port               | Missing required parameter for option '--port' (PORT); see futurewire serve --help",
                "--port http          | Invalid value for option '--port': 'http' is not a port; it is a number from 0 to"
                        + " 65535; see futurewire serve --help",
                "--timeout soon       | Invalid value for option '--timeout': 'soon' is not a duration; write 500ms, 10s,"
                        + " 2m, 1h or ISO 8601 such as PT10S; see futurewire serve --help",
                "--timeout 0s         | Invalid value for option '--timeout': '0s' is less than 1ms; see futurewire serve"
                        + " --help",
                "--max-line 2GiB      | Invalid value for option '--max-line': '2GiB' is not between 1 byte and 1GiB; see"
                        + " futurewire serve --help",
                "--max-connections 0  | Invalid value for option '--max-connections': '0' is not a whole number of at"
                        + " least 1; see futurewire serve --help",
                "--min-rate -1        | Invalid value for option '--min-rate': '-1' is not a whole number of at least 0; see"
                        + " futurewire serve --help",
                "--loops none         | Invalid value for option '--loops': 'none' is not a whole number of at least 1; see"
                        + " futurewire serve --help",
                "--proxy-protocol     | --proxy-protocol needs --trusted-proxies CIDR,...: only these may send a"
                        + " header",
                "--trusted-proxies ::1 | --trusted-proxies needs --proxy-protocol",
                "--proxy-protocol --trusted-proxies 10.0.0.0/8,all | --trusted-proxies: 'all' is not a network; write"
                        + " 10.0.0.0/8, fd00::/8 or a numeric address",
                "--service forward    | the service forward needs --upstream HOST:PORT",
                "--upstream 6379      | Invalid value for option '--upstream': '6379' is not HOST:PORT; write localhost:7000, or"
                        + " [::1]:7000 for IPv6; see futurewire serve --help",
                "--service ehco       | Invalid value for option '--service': unknown service 'ehco'; available are broadcast, echo, forward;"
                        + " see futurewire serve --help",
                "--shutdown-grace -5s | Invalid value for option '--shutdown-grace': '-5s' is not a duration; write"
                        + " 500ms, 10s, 2m, 1h or ISO 8601 such as PT10S; see futurewire serve --help",
                "--host no.invalid    | unknown host 'no.invalid'",
                "connect              | Missing required parameter: 'HOST:PORT'; see futurewire connect --help",
                "connect no.invalid:1 | unknown host 'no.invalid'",
            })
    void anInvalidCommandLineIsReportedInOneLine(String commandLine, String message) {
        CommandResult run = CommandResult.of(commandLine.split(" +"));
        assertEquals("futurewire: " + message + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(2, run.status());
    }

    @Test
    void quotedArgumentsAreEscaped() {
        CommandResult run = CommandResult.of("--service", "e\u001b[2J\ncho");
        assertTrue(run.err().contains("'e\\u001b[2J\\ncho'"), run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void aPortInUseIsReportedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandResult run = CommandResult.of("--port", "" + taken.getLocalPort());
            String start = "futurewire: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ";
            assertTrue(run.err().startsWith(start) && run.err().length() > start.length() + 1, run.err());
            assertEquals(1, run.err().lines().count());
            assertEquals("", run.out());
            assertEquals(2, run.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--metrics", "--feed"})
    void noEndpointIsAnnouncedIfAnotherOneCannotBeOpened(String option) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandResult run = CommandResult.of("--port", "0", option, "" + taken.getLocalPort());
            assertTrue(run.err().startsWith("futurewire: cannot serve "), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
            assertEquals("", run.out());
            assertEquals(2, run.status());
        }
    }

    @Test
    void anAddressOfAnotherMachineIsReportedInOneLine() {
        CommandResult run = CommandResult.of("--host", "192.0.2.1", "--port", "0");
        assertTrue(run.err().startsWith("futurewire: cannot listen on 192.0.2.1:0: "), run.err());
        assertEquals(1, run.err().lines().count());
        assertEquals(2, run.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "serve --help", "--port 0 --help", "connect --help"})
    void helpGoesToStdout(String commandLine) {
        CommandResult run = CommandResult.of(commandLine.split(" "));
        assertTrue(run.out().startsWith("Usage: futurewire "), run.out());
        assertEquals("", run.err());
        assertEquals(0, run.status());
    }

    @Test
    void helpContainsTheDefaults() {
        String help = CommandResult.of("serve", "--help").out();
        assertEquals(Duration.ofSeconds(10), ServiceOptions.DEFAULT_TIMEOUT);
        assertEquals(64 * 1024, ServiceOptions.DEFAULT_MAX_LINE);
        assertEquals(Duration.ofSeconds(5), ServerOptions.DEFAULT_SHUTDOWN_GRACE);
        for (String value : new String[] {
            "127.0.0.1", "7000", "echo", "10s", "64KiB", "" + ServerOptions.DEFAULT_MAX_CONNECTIONS, "5s"
        }) {
            assertTrue(help.contains("Default: " + value + "\n"), value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "serve --version"})
    void theVersionGoesToStdout(String commandLine) {
        CommandResult run = CommandResult.of(commandLine.split(" "));
        assertTrue(run.out().matches("futurewire .+ on Java .+\n"), run.out());
        assertEquals(0, run.status());
    }
}

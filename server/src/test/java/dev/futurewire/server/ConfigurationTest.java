package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options from the configuration file and the environment: precedence, and errors that name the line or the variable. The unknown
 * host in the error shows which value has taken effect.
 */
@Timeout(60)
final class ConfigurationTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("futurewire.conf"), content);
    }

    private CommandResult run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                arguments,
                environment,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, false, UTF_8));
        return new CommandResult(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    private void assertFails(String message, String... arguments) {
        CommandResult run = run(arguments);
        assertEquals("futurewire: " + message + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(2, run.status());
    }

    /** Returns the arguments that the configuration of {@code serve} adds to these. */
    private List<String> added(String... arguments) {
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(List.of(arguments));
        PrintStream none = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
        CommandLine commands = Main.commandLine(InputStream.nullInputStream(), none, none);
        ParseResult given = commands.parseArgs(all.toArray(String[]::new)).subcommand();
        return Configuration.of(given, environment).arguments(given);
    }

    @Test
    void theCommandLineTakesPrecedenceOverTheEnvironmentAndThatOverTheFile() throws Exception {
        String file = file("port = 0\nhost = file.invalid\n").toString();
        assertFails(file + ":2: unknown host 'file.invalid'", "--config", file);
        environment.put("FUTUREWIRE_HOST", "environment.invalid");
        assertFails("FUTUREWIRE_HOST: unknown host 'environment.invalid'", "--config", file);
        assertFails("unknown host 'line.invalid'", "--config", file, "--host", "line.invalid");
    }

    @Test
    void theEnvironmentNamesTheFileUnlessTheCommandLineDoes() throws Exception {
        environment.put("FUTUREWIRE_CONFIG", file("host = first.invalid\n").toString());
        assertFails(folder.resolve("futurewire.conf") + ":1: unknown host 'first.invalid'");
        Path other = Files.writeString(folder.resolve("other.conf"), "\nhost = second.invalid\n");
        assertFails(other + ":2: unknown host 'second.invalid'", "serve", "--config", other.toString());
    }

    @Test
    void everyOptionHasAKeyAndAVariable() throws Exception {
        List<OptionSpec> options = Main.commandLine(InputStream.nullInputStream(), System.out, System.err)
                .getSubcommands()
                .get("serve")
                .getCommandSpec()
                .options();
        assertTrue(options.size() > 30, options::toString);
        for (OptionSpec option : options) {
            String key = option.longestName().substring(2);
            if (List.of("help", "version", "config").contains(key)) {
                continue;
            }
            boolean flag = option.arity().max() == 0;
            List<String> expected = List.of(flag ? option.longestName() : option.longestName() + "=value");
            String value = flag ? "true" : "value";
            assertEquals(expected, added("--config", file(key + " = " + value).toString()));
            environment.put("FUTUREWIRE_" + key.replace('-', '_').toUpperCase(Locale.ROOT), value);
            assertEquals(expected, added());
            environment.clear();
        }
    }

    @Test
    void aPropertiesFileIsReadWithItsCommentsAndEscapes() throws Exception {
        String content =
                "\uFEFF# a comment \\\n! another\n\n  max-connections:100  \r\nroom = caf\\u00e9 b\u00e4r\rtls-cert=C:\\\\a.pem\n"
                        + "trusted-proxies = 10.0.0.0/8, \\\n   fd00::/8\nverbose = false\nallow-control true";
        assertEquals(
                List.of(
                        "--max-connections=100",
                        "--room=caf\u00e9 b\u00e4r",
                        "--tls-cert=C:\\a.pem",
                        "--trusted-proxies=10.0.0.0/8, fd00::/8",
                        "--allow-control"),
                added("--config", file(content).toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prot = 7000           | :3: unknown option 'prot'; did you mean 'port'?",
                "max_connections = 1   | :3: unknown option 'max_connections'; did you mean 'max-connections'?",
                "Port = 7000           | :3: unknown option 'Port'; did you mean 'port'?",
                "--port = 7000         | :3: unknown option '--port'; did you mean 'port'?",
                "frobnicate = 7000     | :3: unknown option 'frobnicate'",
                "config = other        | :3: unknown option 'config'",
                "help = true           | :3: unknown option 'help'",
                "host = ::1            | :3: 'host' is already set in line 2",
                "port =                | :3: 'port' has no value",
                "port                  | :3: 'port' has no value",
                "port = http           | :3: invalid value for 'port': 'http' is not a port; it is a number from 0 to 65535",
                "port = 7000 # usual   | :3: invalid value for 'port': '7000 # usual' is not a port; it is a number from 0"
                        + " to 65535",
                "timeout = soon        | :3: invalid value for 'timeout': 'soon' is not a duration; write 500ms, 10s, 2m, 1h"
                        + " or ISO 8601 such as PT10S",
                "max-line = 2GiB       | :3: invalid value for 'max-line': '2GiB' is not between 1 byte and 1GiB",
                "verbose = yes         | :3: invalid value for 'verbose': 'yes' is not true or false",
                "log-format = xml      | :3: invalid value for 'log-format': expected one of [TEXT, JSON] (case-insensitive)"
                        + " but was 'xml'",
                "service = ehco        | :3: invalid value for 'service': unknown service 'ehco'; available are broadcast,"
                        + " echo, forward",
                "feed = 1:2:3          | :3: invalid value for 'feed': '1:2:3' is not HOST:PORT; write localhost:7000, or"
                        + " [::1]:7000 for IPv6",
                "token-file = /tmp/t   | :3: --token-file needs --feed",
                "tls-key = some.pem    | :3: --tls-key needs --tls-cert",
                "tls-cert = no.pem     | :3: cannot serve over TLS: no.pem: no such file",
                "service = forward     | :3: the service forward needs --upstream HOST:PORT",
                "trusted-proxies = all | :3: --trusted-proxies needs --proxy-protocol",
                "metrics = no.invalid:1 | :3: unknown host 'no.invalid'",
                "room = \\u12          | :3: malformed Unicode escape",
            })
    void anInvalidFileIsReportedWithItsLine(String line, String message) throws Exception {
        Path file = file("# the third line is wrong\nhost = 127.0.0.1\n" + line + "\nloops = 1\n");
        assertFails(file + message, "--port", "0", "--config", file.toString());
    }

    @Test
    void anInvalidVariableIsReportedByName() {
        environment.put("FUTUREWIRE_PORT", "tcp://10.0.0.1:7000");
        assertFails(
                "FUTUREWIRE_PORT: invalid value for 'port': 'tcp://10.0.0.1:7000' is not a port; it is a number from 0"
                        + " to 65535");
        assertFails("unknown host 'no.invalid'", "--port", "0", "--host", "no.invalid");
        environment.put("FUTUREWIRE_PORT", "0");
        environment.put("FUTUREWIRE_ALLOW_CONTROL", "1");
        assertFails("FUTUREWIRE_ALLOW_CONTROL: invalid value for 'allow-control': '1' is not true or false");
        environment.put("FUTUREWIRE_ALLOW_CONTROL", "true");
        assertFails("FUTUREWIRE_ALLOW_CONTROL: --allow-control needs --feed");
        environment.put("FUTUREWIRE_ALLOW_CONTROL", "");
        environment.put("FUTUREWIRE_PORT_7000_TCP_ADDR", "10.0.0.1");
        assertFails("unknown host 'no.invalid'", "--host", "no.invalid");
    }

    @Test
    void anUnreadableFileIsReportedInOneLine() throws Exception {
        String none = folder.resolve("none.conf").toString();
        assertFails("cannot read the configuration file " + none + ": no such file", "--config", none);
        environment.put("FUTUREWIRE_CONFIG", none);
        assertFails("cannot read the configuration file " + none + ": no such file");
        CommandResult directory = run("--config", folder.toString());
        assertTrue(directory.err().startsWith("futurewire: cannot read the configuration file " + folder + ": "));
        assertEquals(1, directory.err().lines().count(), directory.err());
        assertEquals(2, directory.status());
        Path endless = file("#" + "x".repeat(1 << 20));
        assertFails(
                "cannot read the configuration file " + endless + ": longer than 1048576 bytes",
                "--config",
                endless.toString());
    }

    @Test
    void aFileInAnotherEncodingIsReportedWithItsLine() throws Exception {
        Path file = Files.write(folder.resolve("latin.conf"), "port = 0\nroom = caf\u00e9\n".getBytes(ISO_8859_1));
        assertFails(file + ":2: the text is not valid UTF-8", "--config", file.toString());
    }

    @Test
    void aHostileFileIsEscaped() throws Exception {
        CommandResult run = run("--config", file("\u001b[2J = \u202e\n").toString());
        assertTrue(run.err().contains(":1: unknown option '\\u001b[2J'"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help", "--version", "serve --version", "ps --help", "completion"})
    void informationDoesNotNeedAConfiguration(String commandLine) {
        environment.put("FUTUREWIRE_CONFIG", "none.conf");
        environment.put("FUTUREWIRE_PORT", "http");
        CommandResult run = run(commandLine.split(" "));
        assertEquals("", run.err());
        assertFalse(run.out().isEmpty());
        assertEquals(0, run.status());
    }

    @Test
    void psReadsOnlyItsTokenFileFromTheEnvironment() {
        environment.put("FUTUREWIRE_CONFIG", "none.conf");
        environment.put("FUTUREWIRE_TOKEN_FILE", "no-such-token");
        assertFails(
                "FUTUREWIRE_TOKEN_FILE: cannot read the token file no-such-token: no such file (is the server running with"
                        + " --feed?)",
                "ps",
                "localhost:1");
        assertFails(
                "cannot read the token file other: no such file (is the server running with --feed?)",
                "ps",
                "localhost:1",
                "--token-file",
                "other");
    }
}

package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.ChannelOptions;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The timeouts and limits of connections that result from the command line. */
final class LimitOptionsTest {
    private static final PrintStream NOWHERE = new PrintStream(PrintStream.nullOutputStream());

    private static ChannelOptions options(String... arguments) {
        ServeCommand command = new ServeCommand(NOWHERE, NOWHERE);
        new CommandLine(command).parseArgs(arguments);
        try {
            return command.channelOptions(command.serviceOptions());
        } catch (CommandFailedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void theDefaultsMatchTheHelp() {
        ChannelOptions options = options();
        assertEquals(Duration.ofMinutes(10), options.idleTimeout());
        assertEquals(Duration.ofSeconds(30), options.frameTimeout());
        assertEquals(0, options.minInputRate());
        assertEquals(Duration.ofMinutes(1), options.writeTimeout());
    }

    @Test
    void aLongTimeoutExtendsTheOtherTimeouts() {
        ChannelOptions options = options("--timeout", "1h");
        assertEquals(Duration.ofHours(1), options.idleTimeout());
        assertEquals(Duration.ofHours(1), options.frameTimeout());
    }

    @Test
    void explicitOptionsTakePrecedence() {
        ChannelOptions options =
                options("--timeout", "1h", "--line-timeout", "5s", "--idle-timeout", "1m", "--min-rate", "100");
        assertEquals(Duration.ofMinutes(1), options.idleTimeout());
        assertEquals(Duration.ofSeconds(5), options.frameTimeout());
        assertEquals(100, options.minInputRate());
    }

    /** Returns the options of connections that a service opens itself, such as the upstream of {@code forward}. */
    private static ChannelOptions ofTheService(String... arguments) {
        ServeCommand command = new ServeCommand(NOWHERE, NOWHERE);
        new CommandLine(command).parseArgs(arguments);
        try {
            return command.serviceOptions().channelOptions();
        } catch (CommandFailedException failure) {
            throw new AssertionError(failure);
        }
    }

    @ParameterizedTest
    @CsvSource({"3s,PT3S", "5m,PT5M", "100ms,PT0.1S", "1h,PT1H"})
    void theWriteTimeoutAppliesToBothSidesOfAService(String text, Duration timeout) {
        assertEquals(timeout, options("--write-timeout", text).writeTimeout());
        assertEquals(timeout, ofTheService("--write-timeout", text).writeTimeout());
    }

    @Test
    void bothSidesHaveTheSameLimits() {
        for (String[] arguments :
                new String[][] {{}, {"--max-line", "32MiB"}, {"--timeout", "1h"}, {"--write-timeout", "7s"}}) {
            ChannelOptions client = options(arguments);
            ChannelOptions upstream = ofTheService(arguments);
            assertEquals(client.writeTimeout(), upstream.writeTimeout());
            assertEquals(client.highWaterMark(), upstream.highWaterMark());
            assertEquals(client.lowWaterMark(), upstream.lowWaterMark());
            assertEquals(client.maxQueuedBytes(), upstream.maxQueuedBytes());
            assertEquals(client.frameTimeout(), upstream.frameTimeout());
        }
    }

    @Test
    void aMinimumRateOfZeroDisablesIt() {
        assertEquals(0, options("--min-rate", "0").minInputRate());
    }
}

package dev.futurewire.server.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.server.Client;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The log is not read: connections are served, messages that do not fit are discarded and counted, and the process exits. */
@EnabledOnOs(
        value = {OS.LINUX, OS.MAC},
        disabledReason = "sends signals")
@FaultRow("Stopped terminal")
@Tag("slow")
final class StoppedTerminalTest {
    /** The number of connections. Each logs two lines of about 100 bytes: far more than the pipe and the queue can hold. */
    private static final int CONNECTIONS = 3_000;

    private static final Pattern DISCARDED = Pattern.compile("(\\d+) log messages were discarded");
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Opens and closes connections. */
    private long made;

    @QuickFaultTest
    void connectionsAreServedAndDiscardedMessagesAreCounted(FaultReport row) throws Exception {
        try (ChildProcess server = verbose()) {
            int port = server.port();
            try (Client steady = new Client(port)) {
                assertTrue(steady.echoes("before\n"));
                comeAndGo(port, CONNECTIONS);
                assertTrue(steady.echoes("after\n"));
            }
            server.listening();
            // The next message fits, and is preceded by the count.
            Eventually.until("there is room again", () -> {
                comeAndGo(port, 1);
                return discarded(server) > 0;
            });
            server.signal("TERM");
            assertEquals(0, server.exit(GRACE.plusSeconds(10)));
            server.awaitErr("futurewire stopped after");
            long logged = server.countErr(" opened");
            long ended = server.countErr(" closed: ");
            row.figure("%d connections served while the log was not read", CONNECTIONS);
            row.figure("%d lines logged, %d discarded and counted", logged + ended, discarded(server));
            assertEquals(2 * (made + 1), logged + ended + discarded(server), server::err);
        }
    }

    @QuickFaultTest
    void theProcessExitsAlthoughStderrIsBlocked(FaultReport row) throws Exception {
        try (ChildProcess server = verbose()) {
            comeAndGo(server.port(), CONNECTIONS);
            long begun = System.nanoTime();
            server.signal("TERM");
            assertEquals(0, server.exit(GRACE.plusSeconds(10)));
            row.figure("SIGTERM: exit 0 after %d ms", (System.nanoTime() - begun) / 1_000_000);
        }
    }

    private static ChildProcess verbose() throws Exception {
        return ChildProcess.unheard("-v", "--port", "0", "--shutdown-grace", GRACE.toMillis() + "ms");
    }

    private void comeAndGo(int port, int times) throws Exception {
        made += times;
        for (int i = 0; i < times; i++) {
            try (Client client = new Client(port)) {
                assertEquals("BYE\n", client.send("BYE\n").receiveAll());
            }
        }
    }

    private static long discarded(ChildProcess server) {
        long sum = 0;
        Matcher matcher = DISCARDED.matcher(server.err());
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }
}

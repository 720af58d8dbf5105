package dev.futurewire.diagnostics;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.observe.Warning;
import dev.futurewire.simulation.SimulatedConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The warning about a step that was not awaited names its source line. */
class UnawaitedStepTest {
    private int expectedLine;

    /** Expects the warning to name the next source line. */
    private void expectNextLineInWarning() {
        expectedLine = StackWalker.getInstance()
                        .walk(frames -> frames.skip(1).findFirst())
                        .orElseThrow()
                        .getLineNumber()
                + 1;
    }

    private static Warning only(SimulatedConnection connection) {
        assertEquals(1, connection.warnings.size(), () -> connection.warnings.toString());
        return connection.warnings.get(0);
    }

    @Test
    void aPendingReadThatWasNotReturned() {
        var connection = new SimulatedConnection(ChannelOptions.defaults(), channel -> {
            expectNextLineInWarning();
            channel.readLine().thenCompose(line -> channel.write(line + "\n"));
            return completedFuture(null);
        });
        Warning warning = only(connection);
        assertEquals(Warning.Kind.HANDLER_RETURNED_EARLY, warning.kind());
        assertEquals("UnawaitedStepTest.java", warning.callSite().getFileName());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
        assertTrue(warning.message().contains("readLine"), warning::message);
    }

    @Test
    void aReadOfALaterStepThatWasNotComposed() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        var connection = new SimulatedConnection(ChannelOptions.defaults(), channel -> {
            expectNextLineInWarning();
            later.thenCompose(ignored -> channel.readLine());
            return completedFuture(null);
        });
        assertTrue(connection.warnings.isEmpty());
        later.complete(null);
        connection.run();
        Warning warning = only(connection);
        assertEquals(Warning.Kind.HANDLER_RETURNED_EARLY, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void aLateWriteWhoseFailureIsNotObserved() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        var connection = new SimulatedConnection(ChannelOptions.defaults(), channel -> {
            expectNextLineInWarning();
            later.thenAccept(ignored -> channel.write("too late\n"));
            return completedFuture(null);
        });
        later.complete(null);
        connection.advance(Duration.ofSeconds(2));
        Warning warning = only(connection);
        assertEquals(Warning.Kind.FAILURE_UNOBSERVED, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void aPendingWriteWhoseFailureIsNotObserved() {
        var connection = new SimulatedConnection(ChannelOptions.defaults(), 1024, Long.MAX_VALUE, null);
        connection.peerReads(false);
        expectNextLineInWarning();
        connection.channel().write(new byte[300_000]);
        connection.run();
        connection.peerResets();
        Warning warning = only(connection);
        assertEquals(Warning.Kind.FAILURE_UNOBSERVED, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void noWarningIfTheFailureOfALateWriteIsObserved() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        var connection = new SimulatedConnection(ChannelOptions.defaults(), channel -> {
            later.thenAccept(ignored -> write(channel).exceptionally(failure -> null));
            return completedFuture(null);
        });
        later.complete(null);
        connection.advance(Duration.ofSeconds(2));
        assertTrue(connection.warnings.isEmpty(), () -> connection.warnings.toString());
    }

    private static CompletableFuture<Void> write(AsyncChannel channel) {
        return channel.write("too late\n");
    }
}

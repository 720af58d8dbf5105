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

/** A step that was not awaited is named with its source line. */
class EarlyReturnTest {
    private int expectedLine;

    /** The next source line is the one that the warning must name. */
    private void nextLineIsToBlame() {
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
            nextLineIsToBlame();
            channel.readLine().thenCompose(line -> channel.write(line + "\n"));
            return completedFuture(null);
        });
        Warning warning = only(connection);
        assertEquals(Warning.Kind.HANDLER_RETURNED_EARLY, warning.kind());
        assertEquals("EarlyReturnTest.java", warning.callSite().getFileName());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
        assertTrue(warning.message().contains("readLine"), warning::message);
    }

    @Test
    void aReadOfALaterStepThatWasNotComposed() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        var connection = new SimulatedConnection(ChannelOptions.defaults(), channel -> {
            nextLineIsToBlame();
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
    void aLateWriteThatNobodyLooksAt() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        var connection = new SimulatedConnection(ChannelOptions.defaults(), channel -> {
            nextLineIsToBlame();
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
    void aWriteThatWaitsAndFailsWithNobodyLooking() {
        var connection = new SimulatedConnection(ChannelOptions.defaults(), 1024, Long.MAX_VALUE, null);
        connection.peerReads(false);
        nextLineIsToBlame();
        connection.channel().write(new byte[300_000]);
        connection.run();
        connection.peerResets();
        Warning warning = only(connection);
        assertEquals(Warning.Kind.FAILURE_UNOBSERVED, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void aLateWriteThatIsLookedAtIsTheProgramsOwnAffair() {
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

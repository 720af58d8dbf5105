package dev.futurewire.diagnostics;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.observe.Warning;
import dev.futurewire.testing.TestWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The warning about a step that was not awaited names its source line. */
class UnawaitedStepTest {
    private final TestWorld world = TestWorld.start();
    private int expectedLine;

    @AfterEach
    void endWorld() {
        world.close();
    }

    /** Expects the warning to name the next source line. */
    private void expectNextLineInWarning() {
        expectedLine = StackWalker.getInstance()
                        .walk(frames -> frames.skip(1).findFirst())
                        .orElseThrow()
                        .getLineNumber()
                + 1;
    }

    private static Warning only(TestWorld world) {
        world.run();
        List<Warning> warnings = world.warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        return warnings.get(0);
    }

    @Test
    void aPendingReadThatWasNotReturned() {
        world.connect(channel -> {
            expectNextLineInWarning();
            channel.readLine().thenCompose(line -> channel.write(line + "\n"));
            return completedFuture(null);
        });
        Warning warning = only(world);
        assertEquals(Warning.Kind.HANDLER_RETURNED_EARLY, warning.kind());
        assertEquals("UnawaitedStepTest.java", warning.callSite().getFileName());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
        assertTrue(warning.message().contains("readLine"), warning::message);
    }

    @Test
    void aReadOfALaterStepThatWasNotComposed() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        world.connect(channel -> {
            expectNextLineInWarning();
            later.thenCompose(ignored -> channel.readLine());
            return completedFuture(null);
        });
        world.run();
        assertEquals(List.of(), world.warnings());
        later.complete(null);
        Warning warning = only(world);
        assertEquals(Warning.Kind.HANDLER_RETURNED_EARLY, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void aLateWriteWhoseFailureIsNotObserved() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        world.connect(channel -> {
            expectNextLineInWarning();
            later.thenAccept(ignored -> channel.write("too late\n"));
            return completedFuture(null);
        });
        world.run();
        later.complete(null);
        world.advance(Duration.ofSeconds(2));
        Warning warning = only(world);
        assertEquals(Warning.Kind.FAILURE_UNOBSERVED, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void aPendingWriteWhoseFailureIsNotObserved() {
        AsyncChannel client = world.connect(channel -> {
            expectNextLineInWarning();
            channel.write(new byte[300_000]);
            return channel.closed();
        });
        world.peerStopsReading(client);
        world.run();
        world.peerResets(client);
        Warning warning = only(world);
        assertEquals(Warning.Kind.FAILURE_UNOBSERVED, warning.kind());
        assertEquals(expectedLine, warning.callSite().getLineNumber());
    }

    @Test
    void noWarningIfTheFailureOfALateWriteIsObserved() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        world.connect(channel -> {
            later.thenAccept(ignored -> write(channel).exceptionally(failure -> null));
            return completedFuture(null);
        });
        world.run();
        later.complete(null);
        world.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), world.warnings());
    }

    private static CompletableFuture<Void> write(AsyncChannel channel) {
        return channel.write("too late\n");
    }
}

package dev.futurewire.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.TaskGroup;
import dev.futurewire.internal.future.LoopContext;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.observe.TaskSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a group records of its tasks. */
final class GroupTaskTest {
    private final ManualTimer timer = new ManualTimer();
    private final ManualLoop loop = new ManualLoop(timer);
    private final LoopContext context = new LoopContext(loop, () -> "of a test");
    private final GroupFuture<String> group = new GroupFuture<>(context);
    private final CompletableFuture<String> body = new CompletableFuture<>();

    private GroupTask<String> start(String name, CompletableFuture<String> stage) {
        return (GroupTask<String>) group.start(context, name, () -> stage);
    }

    @Test
    void nameStateStartAndCallSite() {
        group.begin(() -> body);
        timer.advance(Duration.ofSeconds(3));
        CompletableFuture<String> stage = new CompletableFuture<>();
        GroupTask<String> task = start("db lookup", stage);
        assertEquals("db lookup", task.name());
        timer.advance(Duration.ofSeconds(2));
        assertEquals(Duration.ofSeconds(2).toNanos(), task.ageNanos());
        assertEquals(TaskSnapshot.State.RUNNING, task.state());
        assertEquals(List.of(task), group.tasks());
        stage.complete("found");
        loop.runUntilIdle();
        assertEquals(TaskSnapshot.State.SUCCEEDED, task.state());
        assertEquals(List.of(), group.tasks());
        assertFalse(group.isDone());
    }

    @Test
    void theCallSiteIsTheProgramsLine() {
        CompletableFuture<CompletableFuture<String>> started = new CompletableFuture<>();
        TaskGroup.run(tasks -> {
            started.complete(tasks.start("task", () -> body));
            return body;
        });
        // This test is in a package of the library, so that the line is the first one outside of it, if any.
        GroupTask<?> task = (GroupTask<?>) started.join();
        StackTraceElement line = task.callSite();
        assertTrue(line == null || !line.getClassName().startsWith("dev.futurewire.TaskGroup"), "" + line);
    }

    @Test
    void statesOfTasksThatFail() {
        group.begin(() -> body);
        CompletableFuture<String> failing = new CompletableFuture<>();
        GroupTask<String> failed = start("failing", failing);
        GroupTask<String> other = start("other", new CompletableFuture<>());
        GroupTask<String> cancelled = start("cancelled", new CompletableFuture<>());
        assertTrue(cancelled.cancel(false));
        assertEquals(TaskSnapshot.State.CANCELLED, cancelled.state());
        failing.completeExceptionally(new IOException("of a test"));
        loop.runUntilIdle();
        assertEquals(TaskSnapshot.State.FAILED, failed.state());
        assertEquals(TaskSnapshot.State.CANCELLED, other.state());
        assertTrue(group.isCompletedExceptionally());
        assertEquals(0, timer.pending());
    }

    @Test
    void aNamedStageRecordsItsName() {
        NamedFuture<String> named = (NamedFuture<String>) NamedFuture.of(context, "db lookup", body);
        assertEquals("db lookup", named.awaiting().name());
        assertEquals("db lookup", named.describe());
    }
}

package dev.futurewire.internal.loop;

import static dev.futurewire.internal.loop.DeferredReads.IMMEDIATE_READS;
import static dev.futurewire.internal.loop.DeferredReads.READS_PER_TASK;
import static dev.futurewire.internal.loop.DeferredReads.TASKS_SAMPLED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.transport.ReadSchedule.Read;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which reads start at once, and when and in what order the others do. The test runs the tasks of the group. */
final class DeferredReadsTest {
    private static final ByteBuffer TARGET = ByteBuffer.allocate(1);

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> begun = new ArrayList<>();
    private boolean inLibraryCode = true;
    private boolean over;

    private final DeferredReads reads = new DeferredReads(() -> inLibraryCode, task -> {
        if (over) {
            throw new RejectedExecutionException();
        }
        tasks.addLast(task);
    });

    @Test
    void aTaskStartsARead() {
        assertTrue(reads.defer(succeeding(1), TARGET));
        assertTrue(reads.defer(succeeding(2), TARGET));
        assertEquals(List.of(), begun);

        runATask();

        assertEquals(List.of(1, 2), begun);
        assertNull(tasks.peekFirst());
    }

    @Test
    void eachTaskStartsAtMostAsManyReadsAsTheJdkAttempts() {
        int count = 3 * READS_PER_TASK + 1;
        IntStream.range(0, count).forEach(i -> reads.defer(succeeding(i), TARGET));
        assertEquals(4, tasks.size());

        runATask();

        assertEquals(IntStream.range(0, READS_PER_TASK).boxed().toList(), begun);
        runTasks();
        assertEquals(IntStream.range(0, count).boxed().toList(), begun);
    }

    /** As in a connection that delivers a line, answers it, and reads again. */
    @Test
    void aReadDeferredInsideATaskWaitsForAnotherTask() {
        reads.defer(
                target -> {
                    reads.readCompleted();
                    begun.add(1);
                    assertTrue(reads.defer(succeeding(2), TARGET));
                },
                TARGET);

        runATask();

        assertEquals(List.of(1), begun);
        runTasks();
        assertEquals(List.of(1, 2), begun);
    }

    @Test
    void startAtOnceWithoutAnExecutor() {
        assertFalse(new DeferredReads(() -> true, null).defer(succeeding(1), TARGET));
    }

    @Test
    void startAtOnceOnOtherThreadsAndInsideUserCode() {
        inLibraryCode = false;
        assertFalse(reads.defer(succeeding(1), TARGET));
        assertNull(tasks.peekFirst());
    }

    @Test
    void startAtOnceWhenTheGroupHasEnded() {
        reads.defer(succeeding(0), TARGET);
        over = true;
        IntStream.range(1, READS_PER_TASK).forEach(i -> assertTrue(reads.defer(succeeding(i), TARGET)));
        assertFalse(reads.defer(succeeding(READS_PER_TASK), TARGET));

        runTasks();

        assertEquals(IntStream.range(0, READS_PER_TASK).boxed().toList(), begun);
    }

    /** The thread is still blocked in the task. */
    @Test
    void readsOfAThreadThatLosesTheLoopAreStartedByTheNext() {
        reads.defer(
                target -> {
                    begun.add(0);
                    reads.scheduleRemaining();
                    runATask();
                    begun.add(100);
                },
                TARGET);
        IntStream.range(1, READS_PER_TASK).forEach(i -> reads.defer(succeeding(i), TARGET));

        runATask();

        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 100), begun);
        assertNull(tasks.peekFirst());
    }

    @Test
    void noSecondTaskIsSubmittedWhileOneIsPending() {
        reads.scheduleRemaining();
        assertNull(tasks.peekFirst());
        reads.defer(succeeding(0), TARGET);
        reads.scheduleRemaining();
        assertEquals(1, tasks.size());
    }

    @Test
    void readsThatATaskLeavesOffTheLoopAreForAnotherTask() {
        IntStream.range(0, READS_PER_TASK + 1).forEach(i -> reads.defer(succeeding(i), TARGET));
        inLibraryCode = false;
        runATask();
        assertEquals(List.of(), begun);
        inLibraryCode = true;

        runTasks();

        assertEquals(IntStream.range(0, READS_PER_TASK + 1).boxed().toList(), begun);
    }

    @Test
    void readsThatAFailedTaskLeavesAreForAnotherTask() {
        reads.defer(
                target -> {
                    throw new OutOfMemoryError("in a test");
                },
                TARGET);
        IntStream.range(1, READS_PER_TASK).forEach(i -> reads.defer(succeeding(i), TARGET));

        assertThrows(OutOfMemoryError.class, this::runATask);

        runTasks();
        assertEquals(IntStream.range(1, READS_PER_TASK).boxed().toList(), begun);
    }

    @Test
    void submittingToAnEndedLoopIsNoFailure() {
        reads.defer(succeeding(0), TARGET);
        inLibraryCode = false;
        over = true;
        runATask();
        reads.scheduleRemaining();
        assertEquals(List.of(), begun);
    }

    @Test
    void areDeferredWhileTasksFindInput() {
        for (int i = 0; i < 3 * TASKS_SAMPLED; i++) {
            assertTrue(reads.defer(succeeding(i), TARGET));
            assertTrue(reads.defer(failing(i), TARGET));
            runTasks();
        }
    }

    @Test
    void startAtOnceForAWhileIfTasksFindNoInput() {
        for (int i = 0; i < TASKS_SAMPLED; i++) {
            assertTrue(reads.defer(i == 0 ? failing(i) : succeeding(i), TARGET));
            runTasks();
        }
        for (int i = 0; i < IMMEDIATE_READS; i++) {
            assertFalse(reads.defer(succeeding(i), TARGET));
        }
        assertTrue(reads.defer(succeeding(0), TARGET), "another trial");
    }

    private Read succeeding(int number) {
        return target -> {
            begun.add(number);
            reads.readCompleted();
        };
    }

    private Read failing(int number) {
        return target -> begun.add(number);
    }

    private void runATask() {
        tasks.removeFirst().run();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            runATask();
        }
    }
}

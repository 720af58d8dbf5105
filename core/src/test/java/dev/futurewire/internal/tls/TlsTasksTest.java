package dev.futurewire.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which handshake tasks run on another thread than the loop. */
final class TlsTasksTest {
    private final Queue<Runnable> handedOver = new ArrayDeque<>();
    private final List<@Nullable Throwable> ended = new ArrayList<>();
    private long now;

    @Test
    void allDoWithSeveralProcessors() {
        TlsTasks tasks = tasks(2);

        for (int i = 0; i < 3; i++) {
            tasks.execute(taking(1), ended::add);
            assertEquals(1, handedOver.size());
            handedOver.remove().run();
        }
        assertEquals(3, ended.size());
    }

    @Test
    void withOneProcessorShortTasksStayOnTheLoopOnceOneWasShort() {
        TlsTasks tasks = tasks(1);
        tasks.execute(taking(TlsTasks.SHORT_NANOS), ended::add);
        assertEquals(1, handedOver.size(), "the duration of the first task is unknown");
        handedOver.remove().run();

        tasks.execute(taking(TlsTasks.SHORT_NANOS), ended::add);

        assertEquals(0, handedOver.size());
        assertEquals(2, ended.size());
    }

    @Test
    void withOneProcessorLongTasksDo() {
        TlsTasks tasks = tasks(1);

        for (int i = 0; i < 3; i++) {
            tasks.execute(taking(TlsTasks.SHORT_NANOS + 1), ended::add);
            assertEquals(1, handedOver.size());
            handedOver.remove().run();
        }
    }

    @Test
    void aFailureIsReportedWhereverItHappens() {
        TlsTasks tasks = tasks(1);
        IllegalStateException failure = new IllegalStateException("broken");
        Runnable failing = () -> {
            throw failure;
        };
        tasks.execute(taking(1), ended::add);
        handedOver.remove().run();
        assertNull(ended.get(0));

        tasks.execute(failing, ended::add);

        assertSame(failure, ended.get(1));
    }

    private TlsTasks tasks(int processors) {
        return new TlsTasks(handedOver::add, processors, () -> now);
    }

    private Runnable taking(long nanos) {
        return () -> now += nanos;
    }
}

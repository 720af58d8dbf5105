package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.LincheckSizes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values, failures and a cancellation race for the first of two operations: no value is lost, and none is left pending. */
@Tag("slow")
final class FirstOfLincheckTest {
    @Test
    void underStress() {
        LincheckSizes.stress().check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        LincheckSizes.modelChecking().check(Subject.class);
    }

    private static final class Context implements FutureContext {
        private final ManualTimer timer = new ManualTimer();

        @Override
        public long id() {
            return 0;
        }

        @Override
        public Timer timer() {
            return timer;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public void dispatch(Runnable completion) {
            completion.run();
        }
    }

    private static final class Waiter extends PendingOperation<Integer> {
        Waiter(FutureContext context) {
            super(context, 0, null);
        }

        @Override
        public Operation kind() {
            return Operation.READ_LINE;
        }
    }

    /** Two operations and what waits for the first of them. */
    public static class Subject {
        private final Context context = new Context();
        private final Waiter one = new Waiter(context);
        private final Waiter two = new Waiter(context);
        private final AtomicInteger values = new AtomicInteger();
        private final AtomicInteger cancellations = new AtomicInteger();
        private final AtomicInteger completions = new AtomicInteger();
        private final CompletableFuture<Integer> any;

        /** Starts waiting. */
        public Subject() {
            List<Supplier<CompletableFuture<Integer>>> tasks = List.of(() -> one, () -> two);
            any = FirstOf.start(context, 1, tasks, list -> list.get(0));
            any.whenComplete((value, failure) -> completions.incrementAndGet());
        }

        private void deliver(Waiter waiter) {
            if (waiter.claim()) {
                values.incrementAndGet();
                waiter.finish(values.get());
            }
        }

        /** A value arrives. */
        @org.jetbrains.lincheck.datastructures.Operation
        public void deliverOne() {
            deliver(one);
        }

        /** A value arrives. */
        @org.jetbrains.lincheck.datastructures.Operation
        public void deliverTwo() {
            deliver(two);
        }

        /** An operation fails. */
        @org.jetbrains.lincheck.datastructures.Operation
        public void failTwo() {
            if (two.claim()) {
                two.fail(new IOException("of a test"));
            }
        }

        /** The program gives up. */
        @org.jetbrains.lincheck.datastructures.Operation
        public void cancel() {
            if (any.cancel(true)) {
                cancellations.incrementAndGet();
            }
        }

        /** A value wins; without one, a cancellation has withdrawn both. */
        @Validate
        public void nothingIsLost() {
            // Branches that were delivering when they were withdrawn are tried again by the timer.
            context.timer.advance(Duration.ofSeconds(1));
            boolean valued = any.isDone() && !any.isCompletedExceptionally();
            if (values.get() > 0 != valued) {
                throw new IllegalStateException(values + " values, " + any);
            }
            if (cancellations.get() > 0 && !any.isCancelled()) {
                throw new IllegalStateException("cancelled, " + any);
            }
            if (any.isDone() && !(one.claimed() && two.claimed())) {
                throw new IllegalStateException("left behind: " + one + ", " + two);
            }
            if (completions.get() != (any.isDone() ? 1 : 0)) {
                throw new IllegalStateException(completions + " completions");
            }
        }
    }
}

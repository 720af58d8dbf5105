package dev.futurewire.internal.future;

import dev.futurewire.support.LincheckSizes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A listener set while the future completes is notified exactly once, or rejected. */
@Tag("slow")
final class SingleListenerFutureLincheckTest {
    @Test
    void underStress() {
        LincheckSizes.stress().check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        LincheckSizes.modelChecking().check(Subject.class);
    }

    /** A future and the operations that race. */
    public static class Subject {
        private final SingleListenerFuture<String> future = new SingleListenerFuture<>(null) {};
        private final AtomicInteger attached = new AtomicInteger();
        private final AtomicInteger called = new AtomicInteger();
        private final AtomicInteger calledByTheSuperclass = new AtomicInteger();

        /** Attaches. */
        @Operation
        public void attach() {
            if (future.setListener((value, failure) -> called.incrementAndGet())) {
                attached.incrementAndGet();
            }
        }

        /** Attaches a dependent through the superclass. */
        @Operation
        public void detach() {
            future.detachListener();
        }

        /** Completes. */
        @Operation
        public void complete() {
            future.complete("done");
        }

        /** Fails. */
        @Operation
        public void fail() {
            future.completeExceptionally(new IllegalStateException());
        }

        /** Cancels. */
        @Operation
        public void cancel() {
            future.cancel(true);
        }

        /** Finally every accepted listener has been notified. */
        @Validate
        public void everyListenerIsNotified() {
            CompletableFuture<String> later =
                    future.whenComplete((value, failure) -> calledByTheSuperclass.incrementAndGet());
            future.complete("at last");
            if (!later.isDone() || called.get() != attached.get() || attached.get() > 1) {
                throw new IllegalStateException(
                        "attached " + attached + ", called " + called + ", by the superclass " + calledByTheSuperclass);
            }
        }
    }
}

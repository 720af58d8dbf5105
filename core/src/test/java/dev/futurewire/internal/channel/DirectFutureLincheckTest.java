package dev.futurewire.internal.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever attaches to a future that is just being completed is called once, or told that it is too late. */
@Tag("slow")
final class DirectFutureLincheckTest {
    @Test
    void underStress() {
        LincheckSizes.stress().check(Subject.class);
    }

    @Test
    void inEveryInterleaving() {
        LincheckSizes.modelChecking().check(Subject.class);
    }

    /** A future and those who race for it. */
    public static class Subject {
        private final DirectFuture<String> future = new DirectFuture<>(null) {};
        private final AtomicInteger attached = new AtomicInteger();
        private final AtomicInteger called = new AtomicInteger();
        private final AtomicInteger calledByTheSuperclass = new AtomicInteger();

        /** Attaches. */
        @Operation
        public void attach() {
            if (future.attach((value, failure) -> called.incrementAndGet())) {
                attached.incrementAndGet();
            }
        }

        /** Hands a dependent over to the superclass. */
        @Operation
        public void detach() {
            future.detach();
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

        /** Gives up. */
        @Operation
        public void cancel() {
            future.cancel(true);
        }

        /** At rest everybody who could attach has been told. */
        @Validate
        public void everybodyIsTold() {
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

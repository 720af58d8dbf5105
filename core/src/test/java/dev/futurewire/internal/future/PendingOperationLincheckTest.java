package dev.futurewire.internal.future;

import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.observe.Operation;
import dev.futurewire.support.LincheckSizes;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exactly one of delivery, cancellation and timeout completes an operation and determines its result. */
@Tag("slow")
public class PendingOperationLincheckTest {
    private static final FutureContext CONTEXT = new FutureContext() {
        @Override
        public long id() {
            return 0;
        }

        private final ManualTimer timer = new ManualTimer();

        @Override
        public Timer timer() {
            return timer;
        }

        @Override
        public void dispatch(Runnable completion) {
            completion.run();
        }
    };

    private final Waiter waiter = new Waiter();

    private static final class Waiter extends PendingOperation<Integer> {
        Waiter() {
            super(CONTEXT, 0, null);
        }

        @Override
        public Operation kind() {
            return Operation.READ_LINE;
        }
    }

    /** As in the channel: input is consumed only after a successful claim. */
    @org.jetbrains.lincheck.datastructures.Operation
    public boolean deliver(int value) {
        if (!waiter.claim()) {
            return false;
        }
        waiter.finish(value);
        return true;
    }

    @org.jetbrains.lincheck.datastructures.Operation
    public boolean cancel() {
        return waiter.claim() && end(() -> waiter.fail(new CancellationException()));
    }

    @org.jetbrains.lincheck.datastructures.Operation
    public boolean timeOut() {
        return waiter.claim() && end(() -> waiter.fail(new TimeoutException()));
    }

    private static boolean end(Runnable action) {
        action.run();
        return true;
    }

    @org.jetbrains.lincheck.datastructures.Operation
    public boolean completeFromOutside(int value) {
        return waiter.complete(value);
    }

    @Test
    void modelChecking() {
        LincheckSizes.modelChecking().check(PendingOperationLincheckTest.class);
    }

    @Test
    void stress() {
        LincheckSizes.stress().check(PendingOperationLincheckTest.class);
    }
}

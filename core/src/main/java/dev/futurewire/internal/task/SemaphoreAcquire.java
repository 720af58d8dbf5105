package dev.futurewire.internal.task;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.observe.Operation;
import org.jspecify.annotations.Nullable;

/** Future of {@code AsyncSemaphore.acquire}; its value stands for the permit. */
final class SemaphoreAcquire extends Waiter<@Nullable Void> {
    private final SemaphoreCore semaphore;

    SemaphoreAcquire(FutureContext context, SemaphoreCore semaphore) {
        super(context);
        this.semaphore = semaphore;
    }

    /** Grants a permit, like {@link #hand}. */
    @SuppressWarnings("NullAway") // null is the only value
    boolean grant() {
        return hand(null);
    }

    /** Grants a permit, like {@link #deliverNow}. */
    @SuppressWarnings("NullAway") // null is the only value
    void grantNow() {
        deliverNow(null);
    }

    @Override
    Operation operation() {
        return Operation.ACQUIRE;
    }

    @Override
    void unlist() {
        semaphore.unlist(this);
    }

    @Override
    void giveBack(@Nullable Void unused) {
        semaphore.giveBack();
    }

    @Override
    protected String describe() {
        return "AsyncSemaphore.acquire";
    }
}

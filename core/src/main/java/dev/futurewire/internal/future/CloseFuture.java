package dev.futurewire.internal.future;

import dev.futurewire.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code closed()} returns: completes when the connection has ended. See {@link CloseFutures}. */
final class CloseFuture extends ChannelFuture<CloseReason> {
    private final CloseFutures ending;

    /** The stages that were made of this. Guarded by the ending. */
    private final List<CompletableFuture<?>> stages = new ArrayList<>(0);

    /** The earliest deadline, the only one that counts. Guarded by the ending. */
    private @Nullable FutureTimeout<CloseReason> deadline;

    private long until;

    /** Where this is among those that wait. Guarded by the ending. */
    CloseFutures.@Nullable Entry entry;

    CloseFuture(FutureContext context, CloseFutures ending) {
        super(context);
        this.ending = ending;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        CompletableFuture<U> stage = super.newIncompleteFuture();
        if (!isDone()) {
            synchronized (ending) {
                stages.add(stage);
                ending.hold(this);
            }
        }
        return stage;
    }

    @Override
    public CompletableFuture<CloseReason> toCompletableFuture() {
        synchronized (ending) {
            ending.hold(this);
        }
        return this;
    }

    /** Whether something is to happen when this completes. Under the ending's lock. */
    boolean needed() {
        int made = stages.size();
        for (int i = 0; i < made; i++) {
            if (!stages.get(i).isDone()) {
                return true;
            }
        }
        // More than is known here: allOf and anyOf attach without a word.
        return getNumberOfDependents() > made;
    }

    /** A stage of this has been given up. It ends by itself; the others are none of its business. */
    @Override
    protected Runnable withdraw() {
        return () -> ending.examine(this);
    }

    @Override
    protected boolean resolve(CloseReason value) {
        boolean completed = super.resolve(value);
        forget();
        return completed;
    }

    @Override
    protected boolean reject(Throwable failure) {
        boolean completed = super.reject(failure);
        forget();
        return completed;
    }

    @Override
    public boolean complete(CloseReason value) {
        return resolve(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return reject(failure);
    }

    private void forget() {
        FutureTimeout<CloseReason> set;
        synchronized (ending) {
            set = deadline;
            deadline = null;
            ending.remove(this);
        }
        if (set != null) {
            set.cancel();
        }
    }

    @Override
    protected void startTimeout(long nanos, @Nullable Supplier<CloseReason> valueAtTimeout) {
        FutureTimeout<CloseReason> wanted = new FutureTimeout<>(this, valueAtTimeout);
        long time = wanted.in(nanos);
        FutureTimeout<CloseReason> known;
        synchronized (ending) {
            known = deadline;
            if (known != null && until - time <= 0) {
                return;
            }
            deadline = wanted;
            until = time;
        }
        if (known != null) {
            known.cancel();
        }
        wanted.setAt(time);
        if (isDone()) {
            wanted.cancel();
        }
    }

    @Override
    protected String describe() {
        return "closed()";
    }
}

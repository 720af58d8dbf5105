package dev.futurewire.internal.future;

import dev.futurewire.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A future returned by {@code closed()}; completes when the connection is closed. See {@link CloseFutures}. */
final class CloseFuture extends ChannelFuture<CloseReason> {
    private final CloseFutures futures;

    /** Stages derived from this future. Guarded by {@link #futures}. */
    private final List<CompletableFuture<?>> stages = new ArrayList<>(0);

    /** The earliest timeout; later ones have no effect. Guarded by {@link #futures}. */
    private @Nullable FutureTimeout<CloseReason> deadline;

    private long until;

    /** The registration of this future; null once complete. Guarded by {@link #futures}. */
    CloseFutures.@Nullable Entry entry;

    CloseFuture(FutureContext context, CloseFutures futures) {
        super(context);
        this.futures = futures;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        CompletableFuture<U> stage = super.newIncompleteFuture();
        if (!isDone()) {
            synchronized (futures) {
                stages.add(stage);
                futures.hold(this);
            }
        }
        return stage;
    }

    @Override
    public CompletableFuture<CloseReason> toCompletableFuture() {
        synchronized (futures) {
            futures.hold(this);
        }
        return this;
    }

    /** Whether this future has an incomplete stage or another dependent. Called with the lock of {@link #futures}. */
    boolean needed() {
        int made = stages.size();
        for (int i = 0; i < made; i++) {
            if (!stages.get(i).isDone()) {
                return true;
            }
        }
        // allOf and anyOf add dependents without calling a method of this future.
        return getNumberOfDependents() > made;
    }

    /** Withdraws one derived stage; this future and its other stages stay pending. */
    @Override
    protected Runnable withdraw() {
        return () -> futures.examine(this);
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
        synchronized (futures) {
            set = deadline;
            deadline = null;
            futures.remove(this);
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
        synchronized (futures) {
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

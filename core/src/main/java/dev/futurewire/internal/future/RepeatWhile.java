package dev.futurewire.internal.future;

import dev.futurewire.internal.callsite.CallSiteCache;
import dev.futurewire.internal.loop.LoopThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#repeatWhile} as a trampoline. Steps that complete at once run in a loop. For an
 * incomplete step the loop registers itself as its listener and returns; the thread that completes the step continues the
 * loop. {@code phase} decides which side continues if the step completes during the registration, so that steps never nest.
 */
public final class RepeatWhile extends SingleListenerFuture<@Nullable Void>
        implements BiConsumer<@Nullable Boolean, Throwable> {
    private static final int REGISTERING = 0;
    private static final int WAITING = 1;
    private static final int FIRED = 2;

    /** Replaces the current step after a withdrawal: no further step is started. */
    private static final CompletableFuture<Boolean> WITHDRAWN = CompletableFuture.completedFuture(false);

    private static final VarHandle PHASE;
    private static final VarHandle CURRENT;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(RepeatWhile.class, "phase", int.class);
            CURRENT = MethodHandles.lookup().findVarHandle(RepeatWhile.class, "current", CompletionStage.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Supplier<? extends CompletionStage<Boolean>> step;
    private final @Nullable CallSiteCache sites;

    @SuppressWarnings("UnusedVariable") // read through PHASE
    private volatile int phase;

    /** The incomplete step, or null. */
    private volatile @Nullable CompletionStage<Boolean> current;

    /** Value or failure of the completed step. */
    private @Nullable Object outcome;

    private RepeatWhile(Supplier<? extends CompletionStage<Boolean>> step) {
        super(null);
        this.step = step;
        sites = CallSiteCache.of(step);
    }

    /**
     * Starts a loop.
     *
     * @param step starts one step
     * @return a future that completes when the loop ends
     */
    public static CompletableFuture<Void> start(Supplier<? extends CompletionStage<Boolean>> step) {
        RepeatWhile loop = new RepeatWhile(step);
        loop.run();
        return loop.asVoid();
    }

    @SuppressWarnings("NullAway") // CompletableFuture<Void> is declared without its only value, null
    private CompletableFuture<Void> asVoid() {
        return this;
    }

    private void run() {
        while (current != WITHDRAWN && !isDone()) {
            CompletionStage<Boolean> stage;
            try {
                stage = Objects.requireNonNull(next(), "a step of repeatWhile returned null");
            } catch (Throwable thrown) {
                reject(thrown);
                return;
            }
            CompletableFuture<Boolean> future = CompletionStages.inspectable(stage);
            if (future != null && future.isDone()) {
                if (!proceed(future)) {
                    return;
                }
                continue;
            }
            if (!CURRENT.compareAndSet(this, null, stage) || isDone()) {
                // Cancelled while the step was being started.
                CompletionStages.giveUp(stage);
                return;
            }
            phase = REGISTERING;
            try {
                SingleListenerFuture.whenComplete(stage, this);
            } catch (Throwable thrown) {
                // A stage of a foreign class that rejects dependents.
                end(thrown);
                return;
            }
            if (PHASE.compareAndSet(this, REGISTERING, WAITING)) {
                return;
            }
            if (!proceed()) {
                return;
            }
        }
    }

    private CompletionStage<Boolean> next() {
        LoopThread thread = sites == null ? null : LoopThread.current();
        if (thread == null) {
            return step.get();
        }
        thread.callSiteHint(sites);
        try {
            return step.get();
        } finally {
            thread.callSiteHint(null);
        }
    }

    /** Called when the step has completed. */
    @Override
    public void accept(@Nullable Boolean result, @Nullable Throwable thrown) {
        outcome = thrown != null ? thrown : result;
        if ((int) PHASE.getAndSet(this, FIRED) == WAITING && proceed()) {
            run();
        }
    }

    private boolean proceed() {
        CompletionStage<Boolean> ended = current;
        if (ended == WITHDRAWN || !CURRENT.compareAndSet(this, ended, null)) {
            return false;
        }
        Object known = outcome;
        outcome = null;
        return known instanceof Throwable thrown ? end(thrown) : proceed((Boolean) known);
    }

    private boolean proceed(CompletableFuture<Boolean> future) {
        Boolean result;
        try {
            result = future.join();
        } catch (CompletionException | CancellationException thrown) {
            return end(thrown);
        }
        return proceed(result);
    }

    private boolean proceed(@Nullable Boolean result) {
        if (result == null) {
            return end(new NullPointerException("a step of repeatWhile yielded null, neither true nor false"));
        }
        if (!result) {
            finish();
        }
        return result;
    }

    @SuppressWarnings("NullAway") // null is this future's only value
    private boolean finish() {
        return resolve(null);
    }

    private boolean end(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
        reject(cause != null ? cause : thrown);
        return false;
    }

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        CompletionStage<?> known = current;
        if (known != null) {
            receiver.accept(known);
        }
    }

    /** Withdraws the current step before this future completes, so that the step's failure does not become the loop's. */
    @Override
    protected Runnable withdraw() {
        CompletionStage<?> waited = (CompletionStage<?>) CURRENT.getAndSet(this, WITHDRAWN);
        Runnable after = waited == null ? NOTHING : CompletionStages.withdraw(waited);
        if (CompletionStages.unwrap(waited) == null) {
            after.run();
        }
        return () -> {
            after.run();
            reject(new CancellationException());
        };
    }

    @Override
    public boolean complete(@Nullable Void value) {
        return completeByProgram(this::finish);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    @Override
    protected String describe() {
        return "a repeatWhile loop";
    }

    @Override
    @Nullable
    protected FutureContext context() {
        ChannelFuture<?> future = CompletionStages.unwrap(current);
        return future == null ? null : future.context();
    }
}

package dev.futurewire.internal.task;

import dev.futurewire.internal.callsite.CallSiteCache;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.loop.LoopThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#loop} as a trampoline: a step that ends requests the next one. The request runs it,
 * unless one is running on this or another thread, which then runs the next one as well. So steps never nest.
 *
 * @param <T> the type of the result
 */
public final class RepeatUntilResult<T> extends TaskFuture<T> {
    private static final VarHandle REQUESTS;

    static {
        try {
            REQUESTS = MethodHandles.lookup().findVarHandle(RepeatUntilResult.class, "requests", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Supplier<? extends CompletionStage<Optional<T>>> step;
    private final @Nullable CallSiteCache sites;

    @SuppressWarnings("UnusedVariable") // used through REQUESTS
    private volatile int requests;

    private volatile @Nullable Step current;

    private RepeatUntilResult(FutureContext context, Supplier<? extends CompletionStage<Optional<T>>> step) {
        super(context);
        this.step = step;
        sites = CallSiteCache.of(step);
    }

    /**
     * Starts a loop.
     *
     * @param context supplies the turn
     * @param step starts one step
     * @param <T> the type of the result
     * @return a future of the first result
     */
    public static <T> CompletableFuture<T> start(
            FutureContext context, Supplier<? extends CompletionStage<Optional<T>>> step) {
        RepeatUntilResult<T> loop = new RepeatUntilResult<>(context, step);
        loop.run();
        loop.started();
        return loop;
    }

    private void run() {
        if ((int) REQUESTS.getAndAdd(this, 1) > 0) {
            return;
        }
        do {
            Step next = new Step();
            current = next;
            if (isOpen()) {
                next.start(this::startStep);
            }
        } while ((int) REQUESTS.getAndAdd(this, -1) > 1);
    }

    private CompletionStage<Optional<T>> startStep() {
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

    @Override
    List<? extends Withdrawable> branches() {
        Step running = current;
        return running == null ? List.of() : List.of(running);
    }

    @Override
    protected void discard() {}

    @Override
    protected String describe() {
        return "a loop";
    }

    private final class Step extends Branch<Optional<T>> {
        @Override
        @SuppressWarnings("NullableOptional") // a program may pass null by mistake
        void succeeded(@Nullable Optional<T> result) {
            if (result == null) {
                decideFailure(new NullPointerException("a step of loop yielded null, not an Optional"));
            } else if (result.isPresent()) {
                decide(result.get());
            } else {
                inTurn(RepeatUntilResult.this::run);
            }
        }

        @Override
        void failed(Throwable failure) {
            decideFailure(failure);
        }
    }
}

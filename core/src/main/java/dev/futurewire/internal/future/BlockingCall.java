package dev.futurewire.internal.future;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call in direct style that runs on a thread of its own. Its source is the stage that the thread waits for.
 */
public final class BlockingCall extends ChannelFuture<Void> {
    private static final ThreadLocal<@Nullable BlockingCall> CURRENT = new ThreadLocal<>();

    private volatile @Nullable CompletionStage<?> awaited;

    /**
     * Creates the result of a call.
     *
     * @param context the context of its connection, or null
     */
    public BlockingCall(@Nullable FutureContext context) {
        super(context);
    }

    /** Associates the current thread with this call. */
    public void attach() {
        CURRENT.set(this);
    }

    /** Ends the association of the current thread. */
    public void detach() {
        CURRENT.remove();
    }

    /**
     * Records that the current thread waits for a stage.
     *
     * @param stage the stage; null when the wait has ended
     */
    static void waits(@Nullable CompletionStage<?> stage) {
        BlockingCall call = CURRENT.get();
        if (call != null) {
            call.awaited = stage;
        }
    }

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        CompletionStage<?> known = awaited;
        if (known != null) {
            receiver.accept(known);
        }
    }

    @Override
    protected String describe() {
        return "a handler in direct style";
    }

    /** Completes normally. */
    @SuppressWarnings("NullAway") // null is the only value of a Void
    public void finish() {
        resolve(null);
    }

    /**
     * Fails.
     *
     * @param failure the cause
     */
    public void fail(Throwable failure) {
        reject(failure);
    }
}

package dev.futurewire.internal.task;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Something that a {@link TaskFuture} waits for. */
interface Withdrawable {
    /**
     * Withdraws this, so that its result is not used any more.
     *
     * @return an action that completes the stages below; {@link ChannelFuture#TOO_LATE} if this has ended or its result is
     *     being delivered; null if it has been withdrawn before
     */
    @Nullable
    Runnable tryWithdraw();

    /** Whether this has ended by itself, and so cannot be withdrawn any more. */
    boolean hasEnded();

    /** The stage that is waited for; null before it has been started. */
    @Nullable
    CompletionStage<?> stage();

    /** Adds the connections that this waits for. */
    void addConnections(Set<FutureContext> connections);
}

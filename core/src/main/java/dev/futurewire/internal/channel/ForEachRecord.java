package dev.futurewire.internal.channel;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.CompletedFuture;
import dev.futurewire.internal.future.RepeatWhile;
import dev.futurewire.internal.input.ReadRequest;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads records to the end of the stream and calls an action for each.
 *
 * <p>Each step of a {@link RepeatWhile} loop takes the buffered records without futures, as long as the stages of the actions are
 * complete, and then waits for the next record, or for the stage of an action.
 *
 * @param <T> the type of the records
 */
final class ForEachRecord<T>
        implements Supplier<CompletionStage<Boolean>>, Function<@Nullable T, CompletionStage<Boolean>> {
    private static final CompletedFuture<Boolean> PROCEED = new CompletedFuture<>(null, true);
    private static final CompletedFuture<Boolean> END = new CompletedFuture<>(null, false);

    private final AbstractAsyncChannel channel;
    private final ReadRequest<@Nullable T> request;
    private final Function<? super T, ? extends CompletionStage<?>> action;
    private final String method;
    private final @Nullable Object callSite;

    /** The loop, as the program has it; null while its first step runs. */
    private volatile @Nullable CompletableFuture<Void> loop;

    private ForEachRecord(
            AbstractAsyncChannel channel,
            ReadRequest<@Nullable T> request,
            Function<? super T, ? extends CompletionStage<?>> action,
            String method) {
        this.channel = channel;
        this.request = request;
        this.action = Objects.requireNonNull(action, "action");
        this.method = method;
        callSite = channel.callSite();
    }

    /**
     * Starts a loop.
     *
     * @param request what to read; not used by other reads
     * @param method the name of the method that the program has called
     * @return completes at the end of the stream
     */
    static <T> CompletableFuture<Void> start(
            AbstractAsyncChannel channel,
            ReadRequest<@Nullable T> request,
            Function<? super T, ? extends CompletionStage<?>> action,
            String method) {
        ForEachRecord<T> records = new ForEachRecord<>(channel, request, action, method);
        CompletableFuture<Void> loop = RepeatWhile.start(records);
        records.loop = loop;
        return loop;
    }

    /** Handles buffered records; returns the stage of the first action or read that is not complete. */
    @Override
    public CompletionStage<Boolean> get() {
        if (!request.lends()) {
            return step();
        }
        if (!channel.owned() && !channel.closed().isDone()) {
            // Called by the thread that started the loop, or that completed an action's stage.
            return CompletableFuture.supplyAsync(() -> true, channel.executor());
        }
        try {
            return step();
        } finally {
            request.takeBack();
        }
    }

    private CompletionStage<Boolean> step() {
        for (T record = next(); record != null; record = next()) {
            CompletionStage<Boolean> stage = handle(record);
            if (stage != PROCEED) {
                return stage;
            }
        }
        return ended() ? END : channel.read(request, callSite).thenCompose(this);
    }

    private @Nullable T next() {
        return ended() ? null : channel.takeNow(request);
    }

    /** Whether the program has cancelled the loop. */
    private boolean ended() {
        CompletableFuture<Void> known = loop;
        return known != null && known.isDone();
    }

    /** Calls the action for the record that a pending read has delivered; null is the end of the stream. */
    @Override
    public CompletionStage<Boolean> apply(@Nullable T record) {
        if (record == null) {
            return END;
        }
        try {
            return handle(record);
        } finally {
            request.takeBack();
        }
    }

    private CompletionStage<Boolean> handle(T record) {
        CompletionStage<?> stage =
                Objects.requireNonNull(action.apply(record), () -> "the action of " + method + " returned null");
        return succeeded(stage) ? PROCEED : stage.thenApply(ignored -> true);
    }

    /** Whether a stage is known to have completed normally; stages of other classes need not support the question. */
    private static boolean succeeded(CompletionStage<?> stage) {
        return (stage instanceof ChannelFuture<?> || stage.getClass() == CompletableFuture.class)
                && ((CompletableFuture<?>) stage).isDone()
                && !((CompletableFuture<?>) stage).isCompletedExceptionally();
    }
}

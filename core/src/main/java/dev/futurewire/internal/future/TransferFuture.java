package dev.futurewire.internal.future;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Future of a transfer between a channel and a file: completes with the number of bytes when an operation has completed. */
public final class TransferFuture extends ChannelFuture<Long> {
    private final CompletableFuture<Void> operation;
    private final LongSupplier count;
    private final String method;
    private volatile boolean withdrawn;

    private TransferFuture(
            FutureContext context, CompletableFuture<Void> operation, LongSupplier count, String method) {
        super(context);
        this.operation = operation;
        this.count = count;
        this.method = method;
    }

    /**
     * Follows an operation.
     *
     * @param context supplies the turn
     * @param operation the transfer
     * @param count the number of bytes transferred so far
     * @param method the method that started the transfer, for messages
     * @return completes with the number of bytes when the operation has completed
     */
    public static TransferFuture of(
            FutureContext context, CompletableFuture<Void> operation, LongSupplier count, String method) {
        TransferFuture future = new TransferFuture(context, operation, count, method);
        SingleListenerFuture.whenComplete(operation, (nothing, failure) -> future.ended(failure));
        return future;
    }

    private void ended(@Nullable Throwable failure) {
        if (failure == null) {
            resolve(count.getAsLong());
            return;
        }
        Throwable cause = cause(failure);
        if (!(withdrawn && cause instanceof CancellationException)) {
            reject(cause);
        }
    }

    @Override
    protected void sources(Consumer<CompletionStage<?>> receiver) {
        receiver.accept(operation);
    }

    @Override
    protected Runnable withdraw() {
        withdrawn = true;
        return operation.cancel(false) ? () -> reject(new CancellationException()) : TOO_LATE;
    }

    @Override
    public boolean complete(Long value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    @Override
    protected String describe() {
        return method;
    }
}

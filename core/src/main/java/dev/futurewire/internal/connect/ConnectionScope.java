package dev.futurewire.internal.connect;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Future of a connection that is used by one function and closed when the function's stage has completed.
 *
 * @param <T> the type of the function's result
 */
public final class ConnectionScope<T extends @Nullable Object> extends ChannelFuture<T> {
    private final FutureContext context;
    private final Function<? super AsyncChannel, ? extends CompletionStage<T>> body;

    /** The channel, once the body has received it. */
    private volatile @Nullable AsyncChannel channel;

    /** Whether the program has given this future up, so that the outcome of the body is ignored. */
    private volatile boolean withdrawn;

    /** The connection attempt and the body's stage. */
    private final CompletableFuture<T> result;

    private ConnectionScope(
            FutureContext context,
            CompletableFuture<AsyncChannel> connecting,
            Function<? super AsyncChannel, ? extends CompletionStage<T>> body) {
        super(context);
        this.context = context;
        this.body = body;
        result = connecting.thenCompose(this::use);
    }

    /**
     * Connects.
     *
     * @return as {@link AsyncChannel#connect(SocketAddress, ChannelOptions, Function)}
     */
    public static <T extends @Nullable Object> CompletableFuture<T> open(
            SocketAddress address,
            ChannelOptions options,
            Function<? super AsyncChannel, ? extends CompletionStage<T>> body) {
        Objects.requireNonNull(body, "body");
        FutureContext context = FutureContext.current("a callback of a connection to " + address);
        ConnectionScope<T> scope = new ConnectionScope<>(context, Connector.connect(address, options), body);
        scope.result.whenComplete(scope::close);
        return scope;
    }

    private CompletionStage<T> use(AsyncChannel connected) {
        channel = connected;
        return body.apply(connected);
    }

    /** Closes the channel when the body's stage has completed; then completes this future. */
    private void close(T value, @Nullable Throwable failure) {
        AsyncChannel connected = channel;
        if (connected == null) {
            // Not connected: there is a failure.
            context.dispatch(() -> end(value, failure));
            return;
        }
        CompletableFuture<CloseReason> closed;
        if (failure == null) {
            closed = connected.close();
        } else {
            connected.abort();
            closed = connected.closed();
        }
        closed.whenComplete((reason, never) -> context.dispatch(() -> end(value, failure)));
    }

    private void end(T value, @Nullable Throwable failure) {
        if (withdrawn) {
            return;
        }
        if (failure == null) {
            resolve(value);
        } else {
            reject(cause(failure));
        }
    }

    @Override
    protected Runnable withdraw() {
        withdrawn = true;
        result.cancel(false);
        AsyncChannel connected = channel;
        if (connected != null) {
            // Also if the result is known: the program does not wait for the graceful close any longer.
            connected.abort();
        }
        return () -> reject(new CancellationException());
    }

    @Override
    public boolean complete(T value) {
        return completeByProgram(() -> resolve(value));
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return completeByProgram(() -> reject(failure));
    }

    @Override
    protected String describe() {
        return "a connection";
    }
}

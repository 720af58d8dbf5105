package dev.futurewire;

import dev.futurewire.internal.server.BlockingHandlers;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Serves the accepted connections of a server.
 *
 * <p>The handler is called once per connection, on the connection's loop thread, and must not block. It returns a
 * stage; the connection stays open until the stage completes. If a handler blocks nevertheless, it is reported, and a
 * spare thread takes over the loop so that other connections are not delayed for long. For code that blocks use {@link
 * #blocking}.
 *
 * <p>The context class loader of the thread is the system class loader. The threads of the library inherit nothing from
 * the thread that listens or connects.
 */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * Serves a connection.
     *
     * <p>When the returned stage completes, normally or exceptionally, the connection is closed gracefully: queued
     * output is sent first. If the stage completes normally, the close reason is {@link CloseReason#END_OF_STREAM} or
     * {@link CloseReason#HANDLER_DONE}. If it fails, the reason depends on the failure:
     *
     * <ul>
     *   <li>A failure that this channel produced determines the reason by its type: {@link CloseReason#TIMEOUT}, {@link
     *       CloseReason#FRAME_TOO_LONG}, {@link CloseReason#MALFORMED_INPUT}, {@link CloseReason#END_OF_STREAM} (an
     *       incomplete read), {@link CloseReason#SLOW_CONSUMER}, {@link CloseReason#PEER_RESET}, {@link
     *       CloseReason#TLS_FAILED} or {@link CloseReason#TRUNCATED}. It may be wrapped in {@link
     *       java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException}. A channel
     *       produces the failures of its futures, which stages derived from them pass on, and the {@code
     *       TimeoutException} of their {@code orTimeout} and {@code get}. The failure is logged at level DEBUG.
     *   <li>With an exception of its own, a handler can choose the reason: {@link UpstreamException} results in {@link
     *       CloseReason#UPSTREAM_FAILED}, {@link FrameTooLongException} in {@link CloseReason#FRAME_TOO_LONG} and
     *       {@link WriteQueueFullException} in {@link CloseReason#SLOW_CONSUMER}.
     *   <li>Any other failure, and a {@code null} result, is the handler's own and results in {@link
     *       CloseReason#HANDLER_FAILED}. It is logged as a warning with its stack trace. This includes failures that
     *       other channels produced, and a failure of this channel that the handler wraps in another exception.
     * </ul>
     *
     * @param channel the accepted connection
     * @return the stage that completes when the connection is to be closed; its value is ignored
     * @throws Exception if the connection cannot be served; equivalent to a stage that fails with the exception
     */
    CompletionStage<?> handle(AsyncChannel channel) throws Exception;

    /**
     * Adapts a blocking handler. It runs on a separate thread for each connection: a virtual thread on Java 21 and
     * later, a daemon platform thread before. The context class loader of the thread is the system class loader, and it
     * inherits no thread-local values.
     *
     * <p>The thread is interrupted once, and only while it runs the handler,
     *
     * <ul>
     *   <li>when the connection has ended for any reason (a reset or network failure, the completion of {@link
     *       AsyncChannel#close()}, {@link AsyncChannel#abort()}, a timeout of {@link ChannelOptions}, the deadline of
     *       {@link AsyncServer#shutdown}), but not when the peer has only ended its output;
     *   <li>when {@link ServerOptions#handlerTimeout()} has elapsed.
     * </ul>
     *
     * <p>Pending operations of the channel fail before the interrupt, so that a handler that waits for one of them
     * meets its failure. If the handler ends with an exception that the interrupt caused ({@link InterruptedException},
     * {@link java.nio.channels.ClosedByInterruptException}, {@link java.io.InterruptedIOException}, or an exception
     * with one of these as a cause), this counts as a failure of the connection and is not logged as a warning. Work
     * that must be completed after the connection has ended has to allow for the interrupt or run on another thread.
     * {@link AsyncServer#close()} waits up to half a second for interrupted handlers to end.
     *
     * @param handler the blocking handler. It can wait for futures with {@link Futures#await(CompletionStage)}, which
     *     withdraws the pending operation if the thread is interrupted
     * @return a handler whose stage completes when {@code handler} returns or throws
     */
    static ConnectionHandler blocking(BlockingHandler handler) {
        Objects.requireNonNull(handler, "handler");
        return new BlockingHandlers.Adapter(handler);
    }
}

package dev.futurewire;

import dev.futurewire.internal.server.BlockingHandlers;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * What a server does with each accepted connection.
 *
 * <p>Called once per connection on the connection's loop thread. It must not block there: it returns a stage, and the
 * connection lives until that stage ends. A handler that blocks all the same delays no other connection for long (a
 * spare thread takes the loop over), but it is reported; {@link #blocking} is the style for code that waits.
 */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * Serves one connection.
     *
     * <p>The connection closes gracefully when the returned stage ends, however it ends: what was written is delivered
     * first. The reason is {@link CloseReason#HANDLER_DONE} or {@link CloseReason#END_OF_STREAM} after a normal end.
     * After a failure it depends on where that comes from:
     *
     * <ul>
     *   <li>A failure that this channel has produced, itself or as the cause of a {@link
     *       java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException}, gives the reason
     *       that it stands for: {@link CloseReason#TIMEOUT}, {@link CloseReason#FRAME_TOO_LONG}, {@link
     *       CloseReason#MALFORMED_INPUT}, {@link CloseReason#END_OF_STREAM} (an incomplete read), {@link
     *       CloseReason#SLOW_CONSUMER}, {@link CloseReason#PEER_RESET}, {@link CloseReason#TLS_FAILED} or {@link
     *       CloseReason#TRUNCATED}. The channel has produced what its futures and the stages derived from them fail with
     *       by themselves, and the {@code TimeoutException} of their {@code orTimeout} and {@code get}. It is logged at
     *       level DEBUG.
     *   <li>An {@link UpstreamException} gives {@link CloseReason#UPSTREAM_FAILED}.
     *   <li>Everything else, of whatever type, is the handler's own failure, as are an exception that it throws and a
     *       {@code null} result: {@link CloseReason#HANDLER_FAILED}, with a warning in the log that has the stack. This
     *       includes the failures of other channels, and those of this one inside an exception of the handler's.
     * </ul>
     *
     * @param channel the accepted connection
     * @return the stage whose end is the conversation's end; its value is ignored
     * @throws Exception treated like a failed stage
     */
    CompletionStage<?> handle(AsyncChannel channel) throws Exception;

    /**
     * Adapts a handler in direct style: each connection gets a thread of its own, a virtual one where the runtime has
     * them (Java 21 and later), else a daemon platform thread.
     *
     * @param handler the conversation, free to wait on futures: with {@link Futures#await(CompletionStage)}, which withdraws
     *     what it waits for when it is interrupted
     * @return a handler that ends when {@code handler} returns or throws
     */
    static ConnectionHandler blocking(BlockingHandler handler) {
        Objects.requireNonNull(handler, "handler");
        return channel -> BlockingHandlers.start(handler, channel);
    }
}

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
     * <p>The connection closes when the returned stage ends, however it ends: gracefully (what was written is
     * delivered first) with {@link CloseReason#HANDLER_DONE} or {@link CloseReason#END_OF_STREAM} after a normal end,
     * with {@link CloseReason#TIMEOUT}, {@link CloseReason#FRAME_TOO_LONG}, {@link CloseReason#PEER_RESET} or
     * {@link CloseReason#HANDLER_FAILED} after a failure, a thrown exception or a {@code null} result.
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

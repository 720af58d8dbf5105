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
 *
 * <p>The context class loader of its thread is the system class loader, on every Java version: the library's threads
 * inherit nothing from the thread that listens or connects.
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
     *   <li>An {@link UpstreamException} gives {@link CloseReason#UPSTREAM_FAILED}. A {@link FrameTooLongException} that the
     *       handler itself makes gives {@link CloseReason#FRAME_TOO_LONG}, a {@link WriteQueueFullException} that it makes
     *       gives {@link CloseReason#SLOW_CONSUMER}.
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
     * them (Java 21 and later), else a daemon platform thread. Its context class loader is the system class loader, and it
     * inherits no thread-local values.
     *
     * <p>The thread is interrupted, once, when the handler has nothing left to work for:
     *
     * <ul>
     *   <li>when the connection has ended, whatever ended it (a reset, the end of {@link AsyncChannel#close()}, {@link
     *       AsyncChannel#abort()}, a timeout of {@link ChannelOptions}, the deadline of {@link AsyncServer#shutdown}), or has
     *       broken underneath. The end of the peer's output is no end of the connection;
     *   <li>when the handler has taken longer than {@link ServerOptions#handlerTimeout()}.
     * </ul>
     *
     * <p>Operations of the channel that wait at that moment fail first, so that a handler that waits for one of them finds
     * its failure. An exception that the interrupt causes ({@link InterruptedException}, {@link
     * java.nio.channels.ClosedByInterruptException}, {@link java.io.InterruptedIOException}, or an exception with one of
     * them as a cause) counts as the connection's own failure, and is no warning. The thread is interrupted only while it
     * runs the handler. A handler that has to finish something after its connection has ended does that with the interrupt
     * in mind, or elsewhere. {@link AsyncServer#close()} waits up to half a second for interrupted handlers to leave.
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

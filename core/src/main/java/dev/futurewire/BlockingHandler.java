package dev.futurewire;

/**
 * Serves an accepted connection in blocking style, on a thread of its own.
 *
 * <p>{@link ConnectionHandler#blocking(BlockingHandler)} adapts it and describes its thread. The handler may block, for
 * example in {@link Futures#await(java.util.concurrent.CompletionStage)} or {@code join()}, without delaying other
 * connections. Its thread is interrupted when the connection has ended or {@link ServerOptions#handlerTimeout()} has
 * elapsed.
 */
@FunctionalInterface
public interface BlockingHandler {
    /**
     * Serves a connection. The connection is closed when this method returns or throws.
     *
     * @param channel the accepted connection
     * @throws Exception if serving fails. It determines the {@link CloseReason} as the failure of the stage of {@link
     *     ConnectionHandler#handle} does
     */
    void handle(AsyncChannel channel) throws Exception;
}

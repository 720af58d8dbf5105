package dev.futurewire;

/**
 * One connection's conversation in direct style: plain calls that wait, on a thread of the connection's own.
 *
 * <p>Used through {@link ConnectionHandler#blocking(BlockingHandler)}; see there for which thread it runs on. Waiting
 * with {@code channel.readLine().get()} or {@code join()} is what this style is for and delays no other connection. The thread is
 * interrupted when the connection has ended or the handler's time is over.
 */
@FunctionalInterface
public interface BlockingHandler {
    /**
     * Serves one connection. The connection closes when this returns or throws.
     *
     * @param channel the accepted connection
     * @throws Exception whatever went wrong; it decides the connection's {@link CloseReason} like the failure of a
     *     future-based handler
     */
    void handle(AsyncChannel channel) throws Exception;
}

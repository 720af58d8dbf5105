package dev.futurewire.observe;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.trace.ScriptPlayer;
import java.time.Duration;

/**
 * Plays the part of a handler's peer from a script, such as {@link Trace#toScript()} returns, over an in-memory
 * connection. A test can thus repeat what happened on a connection in production.
 *
 * <p>Each line of a script is one of
 *
 * <ul>
 *   <li>{@code send "…"}: the peer sends these bytes to the handler;
 *   <li>{@code expect "…"}: the peer receives exactly these bytes next;
 *   <li>{@code pause MILLISECONDS}: the peer waits;
 *   <li>{@code eof}: the peer ends its stream;
 *   <li>{@code reset}: the peer resets the connection;
 *   <li>{@code end}: the peer receives the end of the handler's stream.
 * </ul>
 *
 * <p>A comment extends from {@code #} to the end of the line. Between quotes, each character is a byte, and {@code \n},
 * {@code \r}, {@code \t}, {@code \\}, {@code \"} and {@code \xHH} are escape sequences.
 */
public final class Replay {
    private Replay() {}

    /**
     * Performs a script and waits until the handler's connection is closed.
     *
     * @param script the script
     * @param options the options of the handler's channel
     * @param handler the handler to test
     * @param within the maximum time for the whole script
     * @return the close reason of the connection
     * @throws IllegalArgumentException if the script is malformed. The message names the line, and no part of the
     *     script is performed
     * @throws AssertionError if the handler does not send what the script expects, or not in time. The message names
     *     the line
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public static CloseReason perform(String script, ChannelOptions options, ConnectionHandler handler, Duration within)
            throws InterruptedException {
        return ScriptPlayer.perform(script, options, handler, within);
    }
}

package dev.futurewire.observe;

import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.trace.ScriptPlayer;
import java.time.Duration;

/**
 * Performs a script, such as {@link Trace#toScript()} yields, as the peer of a handler, over memory: what happened on a
 * connection in production happens again in a test.
 *
 * <p>A script is lines of text: {@code send "…"} (bytes to the handler), {@code expect "…"} (exactly these bytes come back
 * next), {@code pause MILLISECONDS}, {@code eof} (the peer ends its stream), {@code reset}, {@code end} (the handler's end of
 * the stream comes), and comments from {@code #} on. In quotes a character is a byte; {@code \n \r \t \\ \" \xHH} are escapes.
 */
public final class Replay {
    private Replay() {}

    /**
     * Performs a script and waits for the handler's connection to end.
     *
     * @param script the peer's part
     * @param options of the handler's channel
     * @param handler what is tried
     * @param within how long the whole may take
     * @return why the connection ended
     * @throws IllegalArgumentException for a script that cannot be read: the message names the line, and nothing of the
     *     script is performed
     * @throws AssertionError if something else came back than the script expects, or nothing in time: the message names
     *     the line
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static CloseReason perform(String script, ChannelOptions options, ConnectionHandler handler, Duration within)
            throws InterruptedException {
        return ScriptPlayer.perform(script, options, handler, within);
    }
}

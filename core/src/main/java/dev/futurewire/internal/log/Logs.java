package dev.futurewire.internal.log;

import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.observe.LogLimiter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The library's logger, and helpers that limit repeated messages. */
public final class Logs {
    /** The logger of all messages. */
    public static final System.Logger LOGGER = System.getLogger("dev.futurewire");

    private Logs() {}

    /**
     * Calls a listener; logs any exception and does not propagate it.
     *
     * @param connection the connection, for the message
     * @param call calls the listener
     */
    public static void guarded(Object connection, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            limited(
                    System.Logger.Level.WARNING,
                    "failures of connection listeners",
                    () -> connection + ": a connection listener failed",
                    failure);
        }
    }

    /**
     * Logs an event that a peer can cause repeatedly: the first of its kind in a minute in full, the others as a count.
     *
     * @param level the level of the first message
     * @param kind the kind of event, in the plural; must not contain text from a peer
     * @param message the message
     * @param failure the failure to log with its stack trace, or null
     */
    public static void limited(
            System.Logger.Level level, String kind, Supplier<String> message, @Nullable Throwable failure) {
        limited(level, kind, 1, message, failure);
    }

    /**
     * Logs an event that a peer can cause repeatedly: in full up to a number per minute, then as a count. In a simulation every
     * event is logged in full.
     *
     * @param level the level of the messages
     * @param kind the kind of event, in the plural; must not contain text from a peer
     * @param max the number of messages logged in full
     * @param message the message
     * @param failure the failure to log with its stack trace, or null
     */
    public static void limited(
            System.Logger.Level level, String kind, int max, Supplier<String> message, @Nullable Throwable failure) {
        if (VirtualLoop.current() == null) {
            LogLimiter.shared().log(LOGGER, level, kind, max, message, failure);
        } else if (failure == null) {
            LOGGER.log(level, message);
        } else {
            LOGGER.log(level, message, failure);
        }
    }

    /**
     * Identifies the origin of a failure.
     *
     * @param failure the failure
     * @return its type and top stack frame
     */
    public static String origin(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        String type = failure.getClass().getName();
        return stack.length == 0 ? type : type + " at " + stack[0];
    }
}

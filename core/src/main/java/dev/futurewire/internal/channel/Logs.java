package dev.futurewire.internal.channel;

import dev.futurewire.observe.LogLimiter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The library's logger, and what is logged in one way. */
public final class Logs {
    /** Everything is logged under this name. */
    public static final System.Logger LOGGER = System.getLogger("dev.futurewire");

    private Logs() {}

    /** Calls a listener; what it throws is logged with the connection and goes no further. */
    static void guarded(AbstractAsyncChannel channel, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            limited(
                    System.Logger.Level.WARNING,
                    "failures of connection listeners",
                    () -> channel + ": a connection listener failed",
                    failure);
        }
    }

    /**
     * Logs what a peer can cause at will: the first of a kind within a while, of the others their number.
     *
     * @param level of the first
     * @param kind in the plural, without a word of a peer
     * @param message what happened
     * @param failure what went wrong, logged with its stack; or null
     */
    public static void limited(
            System.Logger.Level level, String kind, Supplier<String> message, @Nullable Throwable failure) {
        limited(level, kind, 1, message, failure);
    }

    /**
     * Logs what a peer can cause at will: the first few of a kind within a minute, of the others their number.
     *
     * @param level of those that are logged
     * @param kind in the plural, without text from a peer
     * @param most how many are logged
     * @param message what happened
     * @param failure what went wrong, logged with its stack; or null
     */
    static void limited(
            System.Logger.Level level, String kind, int most, Supplier<String> message, @Nullable Throwable failure) {
        LogLimiter.shared().log(LOGGER, level, kind, most, message, failure);
    }

    /** Where a failure comes from: its type and the top of its stack, to tell one defect from another. */
    static String origin(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        String type = failure.getClass().getName();
        return stack.length == 0 ? type : type + " at " + stack[0];
    }
}

package dev.futurewire.internal.channel;

import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports user code that does not relinquish control. */
final class Blocked {
    private Blocked() {}

    static void report(StreamChannel channel, @Nullable ConnectionListener listener, Thread thread, long nanos) {
        StackTraceElement[] stack = thread.getStackTrace();
        StackTraceElement culprit = null;
        for (StackTraceElement frame : stack) {
            if (!CallSites.ours(frame.getClassName())) {
                culprit = frame;
                break;
            }
        }
        StackTraceElement place = culprit;
        String message = channel + ": a handler has held its loop for " + nanos / 1_000_000 + " ms at "
                + (place != null ? place : "an unknown place")
                + "; the other connections go on. Use ConnectionHandler.blocking or thenApplyAsync for code that waits";
        Logs.LOGGER.log(System.Logger.Level.WARNING, () -> {
            StringBuilder text = new StringBuilder(message);
            for (StackTraceElement frame : stack) {
                text.append("\n\tat ").append(frame);
            }
            return text.toString();
        });
        if (listener != null) {
            Warning warning = new Warning(Warning.Kind.HANDLER_BLOCKED, channel.id(), message, place, List.of(stack));
            Logs.guarded(channel, () -> listener.warning(warning));
        }
    }
}

package dev.futurewire.internal.channel;

import dev.futurewire.internal.callsite.CallSites;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.internal.jfr.WarningRaised;
import dev.futurewire.internal.log.Logs;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.observe.Warning;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Raises warnings: each is logged, counted and reported to the listener. Repeated warnings of one kind at one call site are
 * logged once and then as a count.
 */
final class Warnings {
    private Warnings() {}

    static void blocked(AbstractAsyncChannel channel, Thread thread, long nanos) {
        StackTraceElement[] stack = thread.getStackTrace();
        StackTraceElement callSite = null;
        for (StackTraceElement frame : stack) {
            if (!CallSites.isLibrary(frame.getClassName())) {
                callSite = frame;
                break;
            }
        }
        Loop loop = channel.loop();
        String message = channel + ": the handler has blocked the loop for " + nanos / 1_000_000 + " ms at "
                + (callSite != null ? callSite : "an unknown call site") + "; " + (loop.channels() - 1)
                + " other connections waited until a spare thread took over. Use"
                + " ConnectionHandler.blocking, or thenApplyAsync with an executor, for blocking code";
        raise(channel, new Warning(Warning.Kind.HANDLER_BLOCKED, channel.id(), message, callSite, List.of(stack)));
    }

    static void returnedEarly(StreamChannel channel, PendingOperation<?> pending) {
        StackTraceElement callSite = CallSites.resolve(pending.callSite);
        String message = channel + ": the handler's stage completed while "
                + pending.kind().methodName() + at(callSite)
                + " was pending. The connection closes when the handler's stage completes; return or compose every stage"
                + " that it must wait for";
        raise(channel, new Warning(Warning.Kind.HANDLER_RETURNED_EARLY, channel.id(), message, callSite, List.of()));
    }

    static void lateRead(AbstractAsyncChannel channel, String method, @Nullable StackTraceElement callSite) {
        String message =
                channel + ": " + method + at(callSite) + " was called after the handler's stage had completed. The"
                        + " connection closes when the handler's stage completes; return or compose every stage that it"
                        + " must wait for";
        raise(channel, new Warning(Warning.Kind.HANDLER_RETURNED_EARLY, channel.id(), message, callSite, List.of()));
    }

    static void unobserved(AbstractAsyncChannel channel, PendingOperation<?> operation, Throwable failure) {
        unobserved(channel, operation.kind().methodName(), CallSites.resolve(operation.callSite), failure);
    }

    static void unobserved(
            AbstractAsyncChannel channel,
            String method,
            @Nullable StackTraceElement callSite,
            @Nullable Throwable failure) {
        String message =
                channel + ": " + method + at(callSite) + " failed and its future was never observed: " + failure;
        raise(channel, new Warning(Warning.Kind.FAILURE_UNOBSERVED, channel.id(), message, callSite, List.of()));
    }

    static void slowConsumer(StreamChannel channel, PendingOperation<?> write, long queued) {
        StackTraceElement callSite = CallSites.resolve(write.callSite);
        String message = channel + ": the peer reads slowly; " + queued + " bytes are queued and "
                + write.kind().methodName() + at(callSite) + " is pending";
        raise(channel, new Warning(Warning.Kind.SLOW_CONSUMER, channel.id(), message, callSite, List.of()));
    }

    private static String at(@Nullable StackTraceElement callSite) {
        return callSite == null ? "" : " at " + callSite;
    }

    private static void raise(AbstractAsyncChannel channel, Warning warning) {
        Logs.limited(System.Logger.Level.WARNING, group(warning), () -> text(warning), null);
        WarningRaised.record(
                channel.id(),
                warning.kind().name(),
                warning.message(),
                warning.callSite() == null ? "unknown" : warning.callSite().toString());
        channel.channelOwner().warned(warning);
    }

    /** The name under which repeated warnings are counted. */
    private static String group(Warning warning) {
        String name = warning.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "warnings of kind '" + name + "'" + at(warning.callSite());
    }

    private static String text(Warning warning) {
        StringBuilder text = new StringBuilder(warning.message());
        for (StackTraceElement frame : warning.stack()) {
            text.append("\n\tat ").append(frame);
        }
        return text.toString();
    }
}

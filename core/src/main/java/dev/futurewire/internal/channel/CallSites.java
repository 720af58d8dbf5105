package dev.futurewire.internal.channel;

import java.lang.StackWalker.StackFrame;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the user's source line that started an operation: the first frame that is neither ours nor the JDK's. */
final class CallSites {
    private static final StackWalker WALKER = StackWalker.getInstance();

    private CallSites() {}

    /**
     * The caller's frame. Cheap to take (about a microsecond); {@link #resolve} makes a source line of it.
     *
     * @return the frame, or null if every frame is the library's or the JDK's
     */
    static @Nullable Object capture() {
        return WALKER.walk(CallSites::firstForeign);
    }

    static @Nullable StackTraceElement resolve(@Nullable Object callSite) {
        return callSite instanceof StackFrame frame ? frame.toStackTraceElement() : null;
    }

    /** The source line in words, for records; "unknown" where it is not known. */
    static String text(@Nullable Object callSite) {
        StackTraceElement place = resolve(callSite);
        return place == null ? "unknown" : place.toString();
    }

    private static @Nullable Object firstForeign(Stream<StackFrame> frames) {
        return frames.filter(frame -> !ours(frame.getClassName())).findFirst().orElse(null);
    }

    /** Whether a class is the library's or the JDK's. */
    static boolean ours(String name) {
        return name.startsWith("dev.futurewire.internal.")
                || name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.equals("dev.futurewire.AsyncChannel")
                || name.equals("dev.futurewire.Futures")
                || name.startsWith("dev.futurewire.ConnectionHandler");
    }
}

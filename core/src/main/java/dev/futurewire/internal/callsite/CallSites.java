package dev.futurewire.internal.callsite;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the user's source line that started an operation: the first frame that is neither ours nor the JDK's. */
public final class CallSites {
    /** How many frames are fetched at once: those of ours, the program's, and the walker's own. */
    private static final int ESTIMATED_DEPTH = 6;

    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), ESTIMATED_DEPTH);

    private static final ClassValue<Boolean> OURS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return ours(type.getName());
        }
    };

    private CallSites() {}

    /**
     * The caller's frame. Cheap to take (about a microsecond); {@link #resolve} makes a source line of it.
     *
     * @return the frame, or null if every frame is the library's or the JDK's
     */
    public static @Nullable Object capture() {
        return WALKER.walk(CallSites::firstForeign);
    }

    public static @Nullable StackTraceElement resolve(@Nullable Object callSite) {
        if (callSite instanceof CallSiteCache.Unconfirmed unconfirmed) {
            return unconfirmed.callSite();
        }
        return callSite instanceof StackFrame frame ? frame.toStackTraceElement() : null;
    }

    /** The source line in words, for records; "unknown" where it is not known. */
    public static String text(@Nullable Object callSite) {
        StackTraceElement line = resolve(callSite);
        return line == null ? "unknown" : line.toString();
    }

    private static @Nullable Object firstForeign(Stream<StackFrame> frames) {
        for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
            StackFrame frame = each.next();
            if (!ours(frame.getDeclaringClass())) {
                return frame;
            }
        }
        return null;
    }

    /** Whether a class is the library's or the JDK's. */
    static boolean ours(Class<?> type) {
        return OURS.get(type);
    }

    /** The same, by name. */
    public static boolean ours(String name) {
        return name.startsWith("dev.futurewire.internal.")
                || name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.equals("dev.futurewire.AsyncChannel")
                || name.equals("dev.futurewire.Futures")
                || name.startsWith("dev.futurewire.ConnectionHandler");
    }
}

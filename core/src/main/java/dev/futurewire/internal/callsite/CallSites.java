package dev.futurewire.internal.callsite;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the program's source line that started an operation: the first frame outside this library and the JDK. */
public final class CallSites {
    /** Number of frames in the walker's first batch: the library's, the program's, and the walker's own. */
    private static final int ESTIMATED_DEPTH = 6;

    private static final StackWalker WALKER =
            StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE), ESTIMATED_DEPTH);

    private static final ClassValue<Boolean> LIBRARY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isLibrary(type.getName());
        }
    };

    private CallSites() {}

    /**
     * Captures the program's frame, which takes about a microsecond. {@link #resolve} converts it to a source line.
     *
     * @return the frame, or null if all frames belong to the library or the JDK
     */
    public static @Nullable Object capture() {
        return WALKER.walk(CallSites::firstForeign);
    }

    /**
     * Returns the source line of a call site.
     *
     * @param callSite a captured frame, an unconfirmed call site, or null
     * @return the line, or null if it is unknown
     */
    public static @Nullable StackTraceElement resolve(@Nullable Object callSite) {
        if (callSite instanceof CallSiteCache.Unconfirmed unconfirmed) {
            return unconfirmed.callSite();
        }
        return callSite instanceof StackFrame frame ? frame.toStackTraceElement() : null;
    }

    /**
     * Formats a call site.
     *
     * @param callSite a captured frame, an unconfirmed call site, or null
     * @return the source line, or "unknown"
     */
    public static String text(@Nullable Object callSite) {
        StackTraceElement line = resolve(callSite);
        return line == null ? "unknown" : line.toString();
    }

    private static @Nullable Object firstForeign(Stream<StackFrame> frames) {
        for (Iterator<StackFrame> each = frames.iterator(); each.hasNext(); ) {
            StackFrame frame = each.next();
            if (!isLibrary(frame.getDeclaringClass())) {
                return frame;
            }
        }
        return null;
    }

    /** Returns whether a class belongs to the library or the JDK. */
    static boolean isLibrary(Class<?> type) {
        return LIBRARY.get(type);
    }

    /**
     * Returns whether a class belongs to the library or the JDK.
     *
     * @param name the name of the class
     * @return true if so
     */
    public static boolean isLibrary(String name) {
        return name.startsWith("dev.futurewire.internal.")
                || name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || name.equals("dev.futurewire.AsyncChannel")
                || name.equals("dev.futurewire.AsyncQueue")
                || name.equals("dev.futurewire.AsyncSemaphore")
                || name.equals("dev.futurewire.Futures")
                || name.equals("dev.futurewire.TaskGroup")
                || name.startsWith("dev.futurewire.ConnectionHandler");
    }
}

package dev.futurewire.internal.callsite;

import dev.futurewire.observe.Operation;
import java.lang.StackWalker.StackFrame;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the call site of the first read in the steps of a {@code repeatWhile} loop, so that equal steps need not walk the
 * stack each time.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A stack walk costs about a microsecond, a tenth of the cost of a request. The step of a loop starts the same read each
 * time and continues it with the same function: {@code () -> channel.readLine().thenCompose(line -> …)}. Every lambda
 * expression has its own class, so the class of the step and the class of the attached function identify the expression. There
 * is one cache per class of steps, which holds the kind of read, the frame and the class of the continuation. After the same
 * combination has been seen {@link #TRUSTED_AFTER} times, the next read uses the cached frame, and attaching the continuation
 * confirms it.
 *
 * <p>Only the first read of a step uses the cache. A read with another continuation walks the stack when that is attached; a
 * read without a continuation reports its method without a line number. One in {@link #WALKED_EVERY} reads walks the stack
 * regardless; if this finds a second line with the same continuation, the cache is disabled for that class of steps.
 *
 * <p>Data races are benign: a lost update costs one more stack walk.
 */
public final class CallSiteCache {
    /** Number of times that a frame and a continuation must have been seen together: 8. */
    static final int TRUSTED_AFTER = 8;

    /** One in this many cached reads walks the stack: 256. */
    static final int WALKED_EVERY = 256;

    private static final ClassValue<CallSiteCache> BY_CLASS = new ClassValue<>() {
        @Override
        protected CallSiteCache computeValue(Class<?> type) {
            return new CallSiteCache();
        }
    };

    private @Nullable Expected known;

    private CallSiteCache() {}

    /**
     * Returns the cache for a step.
     *
     * @param step the step of a loop
     * @return the cache shared by all steps of its class, or null for a step of the library
     */
    public static @Nullable CallSiteCache of(Object step) {
        return CallSites.isLibrary(step.getClass()) ? null : BY_CLASS.get(step.getClass());
    }

    /** Call site of a step's first read until its continuation is attached. */
    public abstract static class Unconfirmed {
        /** Returns what is known of the source line. */
        abstract @Nullable StackTraceElement callSite();

        /**
         * Called when a continuation is attached.
         *
         * @param kind the kind of read
         * @param continuation the class of the function
         * @return the confirmed call site
         */
        public abstract @Nullable Object continued(Operation kind, Class<?> continuation);
    }

    /** A frame found by a stack walk, to be recorded with its continuation. */
    private static final class Walked extends Unconfirmed {
        private final CallSiteCache sites;
        private final @Nullable Object found;

        Walked(CallSiteCache sites, @Nullable Object found) {
            this.sites = sites;
            this.found = found;
        }

        @Override
        @Nullable
        StackTraceElement callSite() {
            return CallSites.resolve(found);
        }

        @Override
        @Nullable
        public Object continued(Operation kind, Class<?> continuation) {
            sites.record(kind, found, continuation);
            return found;
        }
    }

    /** A cached frame, until the continuation confirms it. */
    private static final class Expected extends Unconfirmed {
        private final CallSiteCache sites;
        private final Operation kind;
        private final StackFrame frame;
        private final Class<?> continuation;
        private int together = 1;
        private int reads;
        private boolean ambiguous;

        Expected(CallSiteCache sites, Operation kind, StackFrame frame, Class<?> continuation) {
            this.sites = sites;
            this.kind = kind;
            this.frame = frame;
            this.continuation = continuation;
        }

        /** Returns the method without a line number, which is not confirmed. */
        @Override
        StackTraceElement callSite() {
            StackTraceElement line = frame.toStackTraceElement();
            return new StackTraceElement(
                    line.getClassLoaderName(),
                    line.getModuleName(),
                    line.getModuleVersion(),
                    line.getClassName(),
                    line.getMethodName(),
                    line.getFileName(),
                    -1);
        }

        @Override
        @Nullable
        public Object continued(Operation readKind, Class<?> by) {
            if (continuation == by) {
                return frame;
            }
            sites.mismatched();
            return CallSites.capture();
        }

        private boolean is(Operation otherKind, Class<?> otherContinuation) {
            return kind == otherKind && continuation == otherContinuation;
        }

        private boolean sameFrame(StackFrame other) {
            return frame.getByteCodeIndex() == other.getByteCodeIndex()
                    && frame.getDeclaringClass() == other.getDeclaringClass()
                    && frame.getMethodName().equals(other.getMethodName());
        }
    }

    /**
     * Returns the call site of a step's first read.
     *
     * @param kind the kind of read
     * @return the cached frame if it is trusted, else the frame found by a stack walk
     */
    public Unconfirmed callSite(Operation kind) {
        Expected expected = known;
        return expected == null
                        || expected.kind != kind
                        || expected.ambiguous
                        || expected.together < TRUSTED_AFTER
                        || ++expected.reads % WALKED_EVERY == 0
                ? new Walked(this, CallSites.capture())
                : expected;
    }

    /** Records a frame found by a stack walk and the class of the read's continuation. */
    private void record(Operation kind, @Nullable Object found, Class<?> continuation) {
        if (!(found instanceof StackFrame frame) || CallSites.isLibrary(continuation)) {
            return;
        }
        Expected expected = known;
        if (expected != null && expected.ambiguous) {
            return;
        }
        if (expected == null || !expected.is(kind, continuation)) {
            known = new Expected(this, kind, frame, continuation);
        } else if (!expected.sameFrame(frame)) {
            expected.ambiguous = true;
        } else if (expected.together < TRUSTED_AFTER) {
            expected.together++;
        }
    }

    /** Called when a read has another continuation than the cached one. */
    private void mismatched() {
        Expected expected = known;
        if (expected != null) {
            expected.together = 0;
        }
    }
}

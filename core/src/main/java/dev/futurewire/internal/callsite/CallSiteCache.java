package dev.futurewire.internal.callsite;

import dev.futurewire.observe.Operation;
import java.lang.StackWalker.StackFrame;
import org.jspecify.annotations.Nullable;

/**
 * Where the steps of a {@code repeatWhile} loop begin to wait, so that not each of a million equal steps has to walk the
 * stack for its source line.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A walk costs about a microsecond, a tenth of what a whole request costs. A loop's step begins with the same read again
 * and again, and continues with the same function: {@code () -> channel.readLine().thenCompose(line -> …)}. A lambda
 * expression has a class of its own, so the class of the step and the class of the function that is attached to the read
 * tell which expression this is. One of these stands for each class of steps; it remembers the kind of read, the frame
 * found and the continuation's class. When both have come together {@link #TRUSTED_AFTER} times, the next read gets the
 * remembered frame, to be confirmed by its continuation.
 *
 * <p>Nothing else is taken for granted. Only the first read that the step makes itself takes part. One that is continued
 * otherwise walks the stack then and there; one that is not continued at all is known by its method without a line. Every
 * {@link #WALKED_EVERY}th read is walked all the same, and steps that reach the same continuation from two lines are
 * found out by that and never trusted again.
 *
 * <p>Threads race here without harm: a lost count or a lost lesson means one walk more.
 */
public final class CallSiteCache {
    /** How often a frame and a continuation must have come together: 8 times. */
    static final int TRUSTED_AFTER = 8;

    /** How often a trusted read is walked all the same: once in 256. */
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
     * The sites of a loop's steps.
     *
     * @param step the loop's step
     * @return what all steps of its class share; null for one of the library's own
     */
    public static @Nullable CallSiteCache of(Object step) {
        return CallSites.ours(step.getClass()) ? null : BY_CLASS.get(step.getClass());
    }

    /** The call site of a step's first read, as long as it is not known how that is continued. */
    public abstract static class Unconfirmed {
        /** What is known of the source line. */
        abstract @Nullable StackTraceElement callSite();

        /** A function of this class has been attached: the call site from now on. */
        public abstract @Nullable Object continued(Operation kind, Class<?> continuation);
    }

    /** A frame that a walk found, to be learned from. */
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
            sites.learn(kind, found, continuation);
            return found;
        }
    }

    /** A frame that a read is expected to have come from, until its continuation confirms it. */
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

        /** The method without the line, which nobody has confirmed. */
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
            sites.surprised();
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

    /** The call site of a step's first read: what is expected, or what a walk finds. */
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

    /** A walk found this frame, and the read was continued by a function of this class. */
    private void learn(Operation kind, @Nullable Object found, Class<?> continuation) {
        if (!(found instanceof StackFrame frame) || CallSites.ours(continuation)) {
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

    /** A read was continued otherwise. */
    private void surprised() {
        Expected expected = known;
        if (expected != null) {
            expected.together = 0;
        }
    }
}

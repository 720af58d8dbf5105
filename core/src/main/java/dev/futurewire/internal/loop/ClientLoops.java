package dev.futurewire.internal.loop;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The loops of connected channels. A channel opened on a loop thread uses that loop. Others share a set of daemon
 * loops, one per processor, started when first needed.
 */
public final class ClientLoops {
    private static final @Nullable GroupLoop[] LOOPS =
            new @Nullable GroupLoop[Runtime.getRuntime().availableProcessors()];
    private static final AtomicInteger NEXT = new AtomicInteger();

    private ClientLoops() {}

    private static void remove(int index) {
        synchronized (LOOPS) {
            LOOPS[index] = null;
        }
    }

    /**
     * Returns the loop of what the current thread starts: that of the simulation if the thread belongs to one, otherwise {@link
     * #next()}.
     *
     * @return a loop
     * @throws IOException if it cannot be started
     */
    public static Loop current() throws IOException {
        Loop simulated = VirtualLoop.current();
        return simulated != null ? simulated : next();
    }

    /**
     * Returns the current thread's own loop, so that a connection opened on behalf of another one is served on the same
     * thread and bytes between the two wake no other thread. On other threads, returns the next shared loop in turn.
     *
     * @return a loop
     * @throws IOException if it cannot be started
     */
    public static GroupLoop next() throws IOException {
        LoopThread thread = LoopThread.current();
        if (thread != null && thread.loop instanceof GroupLoop own && own.onLoop() && !own.ending()) {
            return own;
        }
        return shared();
    }

    /**
     * Returns the next shared loop in turn, also on a loop thread. Shared loops do not end.
     *
     * @return a loop
     * @throws IOException if it cannot be started
     */
    public static GroupLoop shared() throws IOException {
        int index = Math.floorMod(NEXT.getAndIncrement(), LOOPS.length);
        synchronized (LOOPS) {
            GroupLoop loop = LOOPS[index];
            if (loop == null) {
                loop = GroupLoop.start(true, GroupLoop.DEFAULT_SPARES);
                LOOPS[index] = loop;
                loop.onFailure(failure -> remove(index));
            }
            return loop;
        }
    }
}

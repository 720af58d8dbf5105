package dev.futurewire.internal.loop;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The loops of connected channels: the loop on which the program asks for one, else one per processor, shared by all,
 * started when first needed, not keeping a program.
 */
public final class ClientLoops {
    private static final @Nullable GroupLoop[] LOOPS =
            new @Nullable GroupLoop[Runtime.getRuntime().availableProcessors()];
    private static final AtomicInteger NEXT = new AtomicInteger();

    private ClientLoops() {}

    private static void forget(int index) {
        synchronized (LOOPS) {
            LOOPS[index] = null;
        }
    }

    /**
     * The loop that the current thread works, so that a connection made for another one is served beside it and no byte
     * between them has to wake a thread; elsewhere the next of the client loops in turn.
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
     * The next of the client loops in turn, wherever it is asked for: one that does not end.
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
                loop.whenFailed(failure -> forget(index));
            }
            return loop;
        }
    }
}

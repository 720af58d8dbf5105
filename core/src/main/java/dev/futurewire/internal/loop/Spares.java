package dev.futurewire.internal.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The parked threads of a loop, the last one on top. Needs no memory when one comes or goes. */
final class Spares {
    private @Nullable LoopThread[] threads;
    private int count;

    /**
     * Makes room.
     *
     * @param most how many threads there are
     */
    Spares(int most) {
        threads = new @Nullable LoopThread[most];
    }

    synchronized void push(LoopThread thread) {
        if (count == threads.length) {
            // One that the group has started for one that has ended.
            threads = Arrays.copyOf(threads, count + 1);
        }
        threads[count++] = thread;
    }

    synchronized @Nullable LoopThread pop() {
        if (count == 0) {
            return null;
        }
        LoopThread top = threads[--count];
        threads[count] = null;
        return top;
    }
}

package dev.futurewire.internal.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The stack of parked threads of a loop. Push and pop allocate no memory. */
final class SpareThreads {
    private @Nullable LoopThread[] threads;
    private int count;

    /**
     * Creates an empty stack.
     *
     * @param most number of threads
     */
    SpareThreads(int most) {
        threads = new @Nullable LoopThread[most];
    }

    synchronized void push(LoopThread thread) {
        if (count == threads.length) {
            // The group has started a thread in place of one that has ended.
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

package dev.futurewire.internal.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** When, and into what, the sockets of a loop read. One for each loop; for any thread. */
public interface ReadSchedule {
    /**
     * Whether a socket that begins to wait may do so with {@link #shared}.
     *
     * @return false: with one of its own
     */
    boolean lends();

    /**
     * The buffer with which sockets of the loop wait.
     *
     * @return it, empty; null if none has been lent
     */
    @Nullable
    ByteBuffer shared();

    /**
     * A read is wanted.
     *
     * @param read begins it
     * @param target where to
     * @return true if {@link Read#begin} will be called, soon and once; false if that is left to the caller, now
     */
    boolean defer(Read read, ByteBuffer target);

    /** A read has brought something, or the end. Possibly inside {@link Read#begin}. */
    void readCompleted();

    /**
     * Runs a task on the loop behind the completions that are known by now.
     *
     * @param task what to run, once
     */
    void behindCompletions(Runnable task);

    /**
     * A socket has failed inside: there is no memory, or the library has a defect. Does not throw.
     *
     * @param failure why
     * @param end ends its connection; tried again while there is no memory for it
     */
    default void failed(Throwable failure, Runnable end) {
        end.run();
    }

    /** Who begins a read. */
    @FunctionalInterface
    interface Read {
        /**
         * Begins it.
         *
         * @param target where to
         */
        void begin(ByteBuffer target);
    }
}

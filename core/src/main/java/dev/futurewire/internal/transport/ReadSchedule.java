package dev.futurewire.internal.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decides when, and into which buffer, the sockets of a loop read. One per loop; for any thread. */
public interface ReadSchedule {
    /**
     * Returns whether a socket may wait for data with the {@link #shared} buffer.
     *
     * @return false if it needs a buffer of its own
     */
    boolean lends();

    /**
     * Returns the buffer in which the loop's idle sockets wait for data.
     *
     * @return the empty buffer, or null if none has been lent
     */
    @Nullable
    ByteBuffer shared();

    /**
     * Defers a read if the schedule requires it.
     *
     * @param read begins the read
     * @param target receives the bytes
     * @return true if {@link Read#begin} will be called once, soon; false if the caller begins the read now
     */
    boolean defer(Read read, ByteBuffer target);

    /** A read has completed with data or the end of the stream. Possibly called inside {@link Read#begin}. */
    void readCompleted();

    /**
     * Runs a task on the loop after the completions that are already known.
     *
     * @param task runs once
     */
    void behindCompletions(Runnable task);

    /**
     * A socket's completion could not be processed because of a lack of memory or an internal error. Does not throw.
     *
     * @param failure the cause
     * @param end ends the connection; called again while it fails for lack of memory
     */
    default void failed(Throwable failure, Runnable end) {
        end.run();
    }

    /** Begins a deferred read. */
    @FunctionalInterface
    interface Read {
        /**
         * Begins the read.
         *
         * @param target receives the bytes
         */
        void begin(ByteBuffer target);
    }
}

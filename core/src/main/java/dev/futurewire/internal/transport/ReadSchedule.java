package dev.futurewire.internal.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** When, and into what, the sockets of a loop read. One for each loop; for any thread. */
public interface ReadSchedule {
    /**
     * The buffer with which all sockets of the loop wait.
     *
     * @return it, empty; null if each has one of its own
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

package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
import java.util.function.Consumer;

/** Carries the lines of a room to the other servers that have a part of it. */
interface Bus {
    /** There are no others: the room is in this process. */
    Bus NONE = new Bus() {
        @Override
        public void publish(byte[] line) {}

        @Override
        public void listen(Consumer<byte[]> lines) {}
    };

    /**
     * Tells the others.
     *
     * @param line with its LF; not changed afterwards
     * @throws UpstreamException if the bus takes no more
     */
    void publish(byte[] line) throws UpstreamException;

    /**
     * Says who hears the others.
     *
     * @param lines gets each of their lines, with its LF, one after the other
     */
    void listen(Consumer<byte[]> lines);
}

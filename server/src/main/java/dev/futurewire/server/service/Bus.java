package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
import java.util.function.Consumer;

/** Carries the lines of a room to the other servers that share it. */
interface Bus {
    /** A bus without other servers: the room is in this process only. */
    Bus NONE = new Bus() {
        @Override
        public void publish(byte[] line) {}

        @Override
        public void listen(Consumer<byte[]> lines) {}
    };

    /**
     * Publishes a line to the other servers.
     *
     * @param line the line with its LF; must not be changed afterwards
     * @throws UpstreamException if the bus accepts no more lines
     */
    void publish(byte[] line) throws UpstreamException;

    /**
     * Sets the consumer of the lines of other servers.
     *
     * @param lines called with each line, including its LF, one at a time
     */
    void listen(Consumer<byte[]> lines);
}

package dev.futurewire.support;

import java.io.IOException;

/** Creates connections over one transport. Thread-safe. */
public interface Connections extends AutoCloseable {
    /**
     * Opens a connection.
     *
     * @param role of the channel under test
     * @param setup of both ends
     */
    Connection open(Role role, Setup setup) throws IOException;

    /** Opens a connection with all defaults. */
    default Connection open(Role role) throws IOException {
        return open(role, Setup.DEFAULT);
    }

    @Override
    void close();
}

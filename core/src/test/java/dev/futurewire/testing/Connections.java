package dev.futurewire.testing;

import java.io.IOException;

/** Makes connections of one transport. Safe for use by many threads. */
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

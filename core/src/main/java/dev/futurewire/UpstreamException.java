package dev.futurewire;

import java.io.IOException;

/**
 * Another connection, on which a conversation depends, could not be made or broke. A handler whose stage fails with this
 * ends its connection with {@link CloseReason#UPSTREAM_FAILED}: its own peer is not to blame.
 */
public class UpstreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which connection, and what became of it
     * @param cause what it failed with
     */
    public UpstreamException(String message, Throwable cause) {
        super(message, cause);
    }
}

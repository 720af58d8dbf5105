package dev.futurewire;

import java.io.IOException;

/**
 * A connection that a handler depends on, other than the one it serves, could not be established or failed. If a
 * handler's stage fails with this exception, the handler's connection is closed with {@link
 * CloseReason#UPSTREAM_FAILED}.
 */
public class UpstreamException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which connection failed, and how
     * @param cause the failure of that connection
     */
    public UpstreamException(String message, Throwable cause) {
        super(message, cause);
    }
}

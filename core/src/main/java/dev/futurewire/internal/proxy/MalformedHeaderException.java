package dev.futurewire.internal.proxy;

import java.io.IOException;

/** A trusted proxy has sent a malformed PROXY header. The message does not quote it. */
public final class MalformedHeaderException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the problem
     */
    public MalformedHeaderException(String message) {
        super(message);
    }
}

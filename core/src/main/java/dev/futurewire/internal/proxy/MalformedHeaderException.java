package dev.futurewire.internal.proxy;

import java.io.IOException;

/** What a trusted proxy sent is no PROXY header. The message quotes nothing of it. */
public final class MalformedHeaderException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong
     */
    public MalformedHeaderException(String message) {
        super(message);
    }
}

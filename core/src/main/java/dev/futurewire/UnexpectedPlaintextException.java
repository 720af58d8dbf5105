package dev.futurewire;

import javax.net.ssl.SSLException;

/** Plaintext had arrived where TLS was to begin: a confused peer, or somebody in between who injects commands. */
public class UnexpectedPlaintextException extends SSLException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was found
     */
    public UnexpectedPlaintextException(String message) {
        super(message);
    }
}

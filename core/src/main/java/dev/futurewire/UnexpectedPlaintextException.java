package dev.futurewire;

import javax.net.ssl.SSLException;

/**
 * Plaintext arrived before the TLS handshake of {@link AsyncChannel#startTls}. Either the peer does not follow the
 * protocol, or an attacker in the middle tried to inject commands.
 */
public class UnexpectedPlaintextException extends SSLException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the detail message
     */
    public UnexpectedPlaintextException(String message) {
        super(message);
    }
}

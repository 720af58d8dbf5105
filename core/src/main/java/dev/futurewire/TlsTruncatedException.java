package dev.futurewire;

import javax.net.ssl.SSLException;

/**
 * A TLS connection ended without a {@code close_notify} alert. The received data may be truncated, by accident or by an
 * attacker in the middle. All complete records before the end have been delivered. For a peer that is known to end its
 * connections in this way, the check can be disabled with {@link TlsOptions.Builder#requireCloseNotify}.
 */
public class TlsTruncatedException extends SSLException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the detail message
     */
    public TlsTruncatedException(String message) {
        super(message);
    }
}

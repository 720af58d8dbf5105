package dev.futurewire;

import javax.net.ssl.SSLException;

/**
 * The connection ended without TLS' own end, the {@code close_notify} alert: what was received may be cut off, by an
 * accident or by somebody in between (a truncation attack). All complete records before it have been delivered. A peer that
 * is known to end its connections like this can be tolerated with {@link TlsOptions.Builder#requireCloseNotify}.
 */
public class TlsTruncatedException extends SSLException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message where it happened
     */
    public TlsTruncatedException(String message) {
        super(message);
    }
}

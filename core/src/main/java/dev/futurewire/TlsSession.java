package dev.futurewire;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of a TLS connection have agreed on.
 *
 * @param protocol the version, for example {@code "TLSv1.3"}
 * @param cipherSuite for example {@code "TLS_AES_256_GCM_SHA384"}
 * @param applicationProtocol what ALPN chose, or null if there was no ALPN
 * @param serverName the host name that the client asked for (SNI), or null if it named none. From the peer on a server:
 *     see {@link dev.futurewire.observe.Printable} before showing it
 * @param peerCertificates the peer's chain, its own certificate first; empty if it showed none. On a client it has been
 *     verified, on a server as {@link TlsOptions#clientAuth()} demands
 */
public record TlsSession(
        String protocol,
        String cipherSuite,
        @Nullable String applicationProtocol,
        @Nullable String serverName,
        List<X509Certificate> peerCertificates) {
    /** Copies the list. */
    public TlsSession {
        peerCertificates = List.copyOf(peerCertificates);
    }
}

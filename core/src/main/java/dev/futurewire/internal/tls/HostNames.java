package dev.futurewire.internal.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The host names of certificates, for choosing one. Certificates are verified by the JDK. */
final class HostNames {
    private static final int DNS_NAME = 2;

    private HostNames() {}

    /** Returns whether a host is an IP address, which is not sent as SNI (RFC 6066, 3). */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Returns the DNS names of a certificate, in lower case. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))
                            && alternative.get(1) instanceof String name) {
                        names.add(name.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            // A certificate without usable names.
        }
        return names;
    }

    /** Returns whether a pattern covers a host. A first label of {@code *} stands for exactly one label (RFC 6125). */
    static boolean covers(String pattern, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        if (!pattern.startsWith("*.")) {
            return pattern.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0 && pattern.substring(1).equals(wanted.substring(dot));
    }
}

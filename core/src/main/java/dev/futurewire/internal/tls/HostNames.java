package dev.futurewire.internal.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Which host names a certificate is for. For choosing a certificate; verifying one is the JDK's business. */
final class HostNames {
    private static final int DNS_NAME = 2;

    private HostNames() {}

    /** Whether this is an IP address and no name: those are not sent as SNI (RFC 6066, 3). */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** The DNS names that a certificate is for, in lower case. */
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
            // A certificate that names nobody.
        }
        return names;
    }

    /** Whether a pattern, perhaps with a first label of {@code *}, covers a host: one label for the star (RFC 6125). */
    static boolean covers(String pattern, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        if (!pattern.startsWith("*.")) {
            return pattern.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0 && pattern.substring(1).equals(wanted.substring(dot));
    }
}

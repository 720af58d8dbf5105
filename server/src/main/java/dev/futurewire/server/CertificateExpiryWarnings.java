package dev.futurewire.server;

import dev.futurewire.observe.Printable;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs a warning for each certificate that has expired, expires soon or is not valid yet: immediately, and then once a day.
 */
final class CertificateExpiryWarnings {
    /** How long before its expiry a certificate is first reported: 14 days. */
    static final Duration SOON = Duration.ofDays(14);

    /** How often the same certificate is reported: once a day. */
    static final Duration AGAIN = Duration.ofDays(1);

    private static final System.Logger LOGGER = System.getLogger(CertificateExpiryWarnings.class.getName());

    private final Supplier<? extends Collection<X509Certificate>> certificates;

    /** When each certificate was last reported. */
    private final Map<X509Certificate, Instant> warned = new HashMap<>();

    /**
     * Creates the check.
     *
     * @param certificates supplies the certificates in use
     */
    CertificateExpiryWarnings(Supplier<? extends Collection<X509Certificate>> certificates) {
        this.certificates = certificates;
    }

    /** Checks the certificates in use. */
    void check(Instant now) {
        Set<X509Certificate> current = new HashSet<>(certificates.get());
        warned.keySet().retainAll(current);
        for (X509Certificate certificate : current) {
            Instant last = warned.get(certificate);
            String problem = last != null && now.isBefore(last.plus(AGAIN)) ? null : problem(certificate, now);
            if (problem != null) {
                warned.put(certificate, now);
                LOGGER.log(
                        Level.WARNING,
                        Printable.escape("the certificate of "
                                + certificate.getSubjectX500Principal().getName() + " " + problem));
            }
        }
    }

    private static @Nullable String problem(X509Certificate certificate, Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "has expired: it was valid until " + end;
        }
        if (now.isBefore(begin)) {
            return "is not valid yet: it is valid from " + begin;
        }
        if (now.plus(SOON).isAfter(end)) {
            Duration left = Duration.between(now, end);
            return "expires soon: it is valid until " + end + ", for "
                    + (left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours");
        }
        return null;
    }
}

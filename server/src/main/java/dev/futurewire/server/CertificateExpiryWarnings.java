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

/** Warns of certificates that have expired, expire soon or are not valid yet: at once, and then once a day. */
final class CertificateExpiryWarnings {
    /** How long before its end a certificate is warned of: 14 days. */
    static final Duration SOON = Duration.ofDays(14);

    /** How often the same certificate is warned of: once a day. */
    static final Duration AGAIN = Duration.ofDays(1);

    private static final System.Logger LOGGER = System.getLogger(CertificateExpiryWarnings.class.getName());

    private final Supplier<? extends Collection<X509Certificate>> certificates;

    /** When each was warned of. */
    private final Map<X509Certificate, Instant> warned = new HashMap<>();

    /**
     * Creates it.
     *
     * @param certificates yields those in use
     */
    CertificateExpiryWarnings(Supplier<? extends Collection<X509Certificate>> certificates) {
        this.certificates = certificates;
    }

    /** Looks at the certificates in use and logs what there is to warn of. */
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
            return "is not valid yet: it is from " + begin + " on";
        }
        if (now.plus(SOON).isAfter(end)) {
            Duration left = Duration.between(now, end);
            return "expires soon: it is valid until " + end + ", for "
                    + (left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours");
        }
        return null;
    }
}

package dev.futurewire.server.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.function.Supplier;

/** Publishes when the server's certificates expire. */
public final class CertificateMetrics implements MeterBinder {
    private final Supplier<? extends Collection<X509Certificate>> certificates;

    /**
     * Creates the binder.
     *
     * @param certificates supplies the certificates in use
     */
    public CertificateMetrics(Supplier<? extends Collection<X509Certificate>> certificates) {
        this.certificates = certificates;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("futurewire.tls.certificate.expiry", certificates, CertificateMetrics::earliest)
                .baseUnit("seconds")
                .description("Expiry of the server's certificate that expires first, in seconds since 1970")
                .strongReference(true)
                .register(registry);
    }

    private static double earliest(Supplier<? extends Collection<X509Certificate>> certificates) {
        return certificates.get().stream()
                .mapToLong(certificate -> certificate.getNotAfter().toInstant().getEpochSecond())
                .min()
                .orElse(0);
    }
}

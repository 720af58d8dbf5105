package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.futurewire.TlsOptions;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Warnings about certificates that expire soon, have expired or are not valid yet, and the expiry in the metrics. */
@Timeout(60)
@Tag("slow")
final class CertificateExpiryWarningsTest {
    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateExpiryWarnings.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    private String last() {
        return appender.list.get(appender.list.size() - 1).getFormattedMessage();
    }

    @Test
    void warnsOnceADayWithinTwoWeeksOfExpiry() throws Exception {
        Path pem = TestKeys.pair(folder, "first");
        X509Certificate certificate = TlsOptions.builder()
                .certificate(pem, pem)
                .build()
                .certificates()
                .get(0);
        Instant end = certificate.getNotAfter().toInstant();
        CertificateExpiryWarnings expiry = new CertificateExpiryWarnings(() -> List.of(certificate));
        Instant now = certificate.getNotBefore().toInstant().minus(Duration.ofHours(1));
        expiry.check(now);
        assertTrue(last().endsWith("is not valid yet: it is valid from "
                + certificate.getNotBefore().toInstant()));
        for (int i = 0; i < 100; i++) {
            expiry.check(now.plusSeconds(i));
        }
        assertEquals(1, appender.list.size());
        expiry.check(end.minus(Duration.ofMinutes(10)));
        assertEquals(
                "the certificate of CN=localhost expires soon: it is valid until " + end + ", for 0 hours", last());
        expiry.check(end.plus(CertificateExpiryWarnings.AGAIN));
        assertEquals("the certificate of CN=localhost has expired: it was valid until " + end, last());
        assertEquals(3, appender.list.size());
    }

    @Test
    void doesNotWarnEarlierThanTwoWeeksBeforeExpiry() throws Exception {
        KeyStore known = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toFile(),
                (char[]) null);
        X509Certificate certificate =
                (X509Certificate) known.getCertificate(known.aliases().nextElement());
        Instant end = certificate.getNotAfter().toInstant();
        CertificateExpiryWarnings expiry = new CertificateExpiryWarnings(() -> List.of(certificate));
        expiry.check(certificate.getNotBefore().toInstant());
        expiry.check(end.minus(CertificateExpiryWarnings.SOON));
        assertEquals(List.of(), appender.list);
        expiry.check(end.minus(CertificateExpiryWarnings.SOON).plusSeconds(1));
        assertTrue(last().endsWith(" expires soon: it is valid until " + end + ", for 13 days"), last());
    }

    @Test
    void theServerWarnsAtStartupAndPublishesTheExpiry() throws Exception {
        Path pem = TestKeys.pair(folder, "first");
        try (ServerProcess server =
                ServerProcess.start("--port", "0", "--metrics", "0", "--tls-cert", pem.toString())) {
            server.port();
            String endpoint = server.nextLine().replace("futurewire metrics listening on ", "");
            int port = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
            try (Client client = new Client(port)) {
                String text = client.send("GET /metrics HTTP/1.0\r\n\r\n").receiveAll();
                X509Certificate certificate = TlsOptions.builder()
                        .certificate(pem, pem)
                        .build()
                        .certificates()
                        .get(0);
                double end = text.lines()
                        .filter(line -> line.startsWith("futurewire_tls_certificate_expiry_seconds "))
                        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(text));
                assertEquals(certificate.getNotAfter().toInstant().getEpochSecond(), (long) end);
            }
            server.signal("TERM");
            assertEquals(0, server.status());
            assertTrue(server.err().contains("the certificate of CN=localhost expires soon"), server.err());
        }
    }
}

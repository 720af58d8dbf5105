package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Files that cannot be loaded change neither the certificate in use nor the watching of the files. */
@Timeout(120)
@Tag("slow")
final class CorruptCertificatesTest {
    @TempDir
    Path folder;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateReloader.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    private long count(String part) {
        return logged.stream().filter(line -> line.contains(part)).count();
    }

    private void await(String part, long times) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (count(part) < times) {
            assertTrue(System.nanoTime() < deadline, () -> "no " + part + " in " + logged);
            Thread.yield();
        }
    }

    /** Returns the Ed25519 certificate in PEM with the length of its key changed from 33 to 1. */
    private static String shortened(String pem) {
        int from = pem.indexOf('\n') + 1;
        int to = pem.indexOf("\n-----END");
        byte[] der = java.util.Base64.getMimeDecoder().decode(pem.substring(from, to));
        for (int i = 0; i + 2 < der.length; i++) {
            if (der[i] == 0x03 && der[i + 1] == 0x21 && der[i + 2] == 0) {
                der[i + 1] = 0x01;
                return pem.substring(0, from)
                        + java.util.Base64.getMimeEncoder().encodeToString(der)
                        + pem.substring(to);
            }
        }
        throw new AssertionError("no key of 32 bytes");
    }

    @Test
    void theServerKeepsThePreviousCertificateUntilTheNextValidOne() throws Exception {
        Path served = Files.copy(TestKeys.pair(folder, "first"), folder.resolve("served.pem"));
        String edwards = Files.readString(TestKeys.pair(folder, "edwards", "Ed25519"));
        TlsOptions tls = TlsOptions.builder().certificate(served, served).build();
        CertificateReloader reloader = CertificateReloader.start(tls, List.of(served), Duration.ofMillis(20));
        try (AsyncServer server = AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.builder().tls(tls).build(),
                new EchoService().handler(ServiceOptions.defaults()))) {
            Certificate shown = shown(server);
            String good = Files.readString(served);
            String otherKey = Files.readString(TestKeys.pair(folder, "other"));
            boolean even = true;
            for (String corrupt : new String[] {
                shortened(edwards),
                "",
                good.substring(0, good.length() / 3),
                good.replaceFirst("MII", "MIJ"),
                "\u0000\u0001 no PEM",
                good.substring(0, good.indexOf("-----BEGIN PRIVATE"))
                        + otherKey.substring(otherKey.indexOf("-----BEGIN PRIVATE"))
            }) {
                long kept = count("keeping the previous ones: ");
                Files.writeString(served, corrupt);
                await("keeping the previous ones: ", kept + 1);
                assertEquals(shown, shown(server));
                Path next = TestKeys.pair(folder, even ? "second" : "other");
                even = !even;
                // The reloader may load a file twice if it changes while being checked.
                long reloaded = count("reloaded the certificates");
                Files.copy(next, served, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                await("reloaded the certificates", reloaded + 1);
                Certificate now = shown(server);
                assertTrue(!now.equals(shown), "the new certificate is not shown");
                shown = now;
            }
        } finally {
            reloader.close();
        }
    }

    @Test
    void anUnexpectedFailureDoesNotEndTheWatching() throws Exception {
        Path served = Files.copy(TestKeys.pair(folder, "first"), folder.resolve("served.pem"));
        TlsOptions tls = TlsOptions.builder().certificate(served, served).build();
        TlsOptions failing = mock(TlsOptions.class, delegatesTo(tls));
        List<X509Certificate> certificates = tls.certificates();
        doReturn(certificates)
                .doThrow(new IllegalStateException("no certificates"))
                .doThrow(new OutOfMemoryError("no memory"))
                .doReturn(certificates)
                .when(failing)
                .certificates();
        CertificateReloader reloader = CertificateReloader.start(failing, List.of(served), Duration.ofMillis(5));
        try {
            await("cannot check the certificates: java.lang.IllegalStateException: no certificates", 1);
            await("cannot check the certificates: java.lang.OutOfMemoryError: no memory", 1);
            Files.writeString(served, "");
            await("no certificate in it", 1);
            Path next = TestKeys.pair(folder, "second");
            Files.copy(next, served, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await("reloaded the certificates", 1);
        } finally {
            reloader.close();
        }
    }

    @Test
    void aProblemIsLoggedOnce() throws Exception {
        Path served = Files.copy(TestKeys.pair(folder, "first"), folder.resolve("served.pem"));
        TlsOptions tls = TlsOptions.builder().certificate(served, served).build();
        CertificateReloader reloader = CertificateReloader.start(tls, List.of(served), Duration.ofMillis(5));
        try {
            Files.writeString(served, "");
            await("no certificate in it", 1);
            // Another problem follows only after the first has been seen in many rounds.
            for (int i = 0; i < 20; i++) {
                Files.writeString(served, " ".repeat(i));
                Thread.yield();
            }
            Files.delete(served);
            await("no such file", 1);
            Files.createDirectory(served);
            await("directory", 1);
            assertEquals(1, count("no certificate in it"), logged::toString);
        } finally {
            reloader.close();
        }
    }

    @Test
    void anInvalidFileAtStartupIsReportedAsOneLineThatNamesIt() throws Exception {
        Path file = folder.resolve("served.pem");
        String edwards = Files.readString(TestKeys.pair(folder, "edwards", "Ed25519"));
        for (String corrupt : new String[] {shortened(edwards), edwards.replaceFirst("MII", "MIJ"), "", "noise"}) {
            Files.writeString(file, corrupt);
            CommandResult run = CommandResult.of("--port", "0", "--tls-cert", file.toString());
            assertTrue(run.err().startsWith("futurewire: cannot serve over TLS: " + file + ": "), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
            assertEquals(2, run.status());
            CommandResult client = CommandResult.of("connect", "--tls-ca", file.toString(), "localhost:1");
            assertTrue(client.err().startsWith("futurewire: cannot connect over TLS: " + file + ": "), client.err());
            assertEquals(1, client.err().lines().count(), client.err());
            assertEquals(2, client.status());
        }
    }

    private static Certificate shown(AsyncServer server) throws IOException {
        TlsOptions any =
                TlsOptions.builder().insecureTrustAnyPeer().cachedSessions(0).build();
        try (SSLSocket socket = (SSLSocket) any.sslContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.localAddress().getPort())) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }
}

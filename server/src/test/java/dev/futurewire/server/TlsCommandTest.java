package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The TLS options of {@code serve} and {@code connect}. */
@Timeout(60)
@Tag("slow")
final class TlsCommandTest {
    @TempDir
    static Path folder;

    private static Path chain;
    private static Path key;

    @BeforeAll
    static void makeKeys() throws Exception {
        key = TestKeys.pair(folder, "first");
        chain = key;
    }

    private static AsyncServer serve(TlsOptions tls) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return AsyncServer.listen(
                anyPort,
                ServerOptions.builder().tls(tls).build(),
                new EchoService().handler(ServiceOptions.defaults()));
    }

    @Test
    void connectsOverTls() throws IOException {
        try (AsyncServer server =
                serve(TlsOptions.builder().certificate(chain, key).build())) {
            String target = "localhost:" + server.localAddress().getPort();
            String many = "a line of some length\n".repeat(50_000);
            assertEquals(
                    new CommandResult(0, many, ""),
                    CommandResult.withInput(many, "connect", "--tls-ca", chain.toString(), target));
            assertEquals(
                    new CommandResult(0, "one", ""),
                    CommandResult.withInput("one", "connect", "--tls", "--insecure", target));
            CommandResult untrusted = CommandResult.withInput("one", "connect", "--tls", target);
            assertEquals(2, untrusted.status());
            assertEquals("", untrusted.out());
            assertTrue(untrusted.err().startsWith("futurewire: cannot connect to " + target), untrusted.err());
            assertEquals(1, untrusted.err().lines().count(), untrusted.err());
        }
    }

    @Test
    void servesOverTls() throws IOException {
        try (ServerProcess server = ServerProcess.start("--port", "0", "--tls-cert", chain.toString())) {
            String target = "localhost:" + server.port();
            assertEquals(
                    new CommandResult(0, "one\nBYE\n", ""),
                    CommandResult.withInput("one\nBYE\n", "connect", "--tls-ca", chain.toString(), target));
        }
    }

    @Test
    void invalidFilesAreReportedInOneLineWithStatusTwo() throws Exception {
        Path missing = folder.resolve("missing.pem");
        expect("cannot serve over TLS: " + missing + ": no such file", "--tls-cert", missing.toString());
        Path other = TestKeys.pair(folder, "other");
        expect(
                "cannot serve over TLS: " + chain + ", " + other
                        + ": the private key does not belong to the certificate",
                "--tls-cert",
                chain.toString(),
                "--tls-key",
                other.toString());
        expect("--tls-key needs --tls-cert", "--tls-key", key.toString());
        expect("--tls-client-ca needs --tls-cert", "--tls-client-ca", chain.toString());
        expect("--insecure needs --tls", "connect", "--insecure", "localhost:1");
        expect(
                "cannot connect over TLS: " + missing + ": no such file",
                "connect",
                "--tls-ca",
                missing.toString(),
                "localhost:1");
    }

    private static void expect(String message, String... arguments) {
        assertEquals(new CommandResult(2, "", "futurewire: " + message + "\n"), CommandResult.of(arguments));
    }

    @Test
    void changedFilesAreReloaded() throws Exception {
        Path served = Files.copy(chain, folder.resolve("served.pem"));
        TlsOptions tls = TlsOptions.builder().certificate(served, served).build();
        CertificateReloader watch = CertificateReloader.start(tls, java.util.List.of(served), Duration.ofMillis(20));
        try (AsyncServer server = serve(tls)) {
            Certificate before = shown(server);
            Files.copy(TestKeys.pair(folder, "second"), served, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (shown(server).equals(before)) {
                assertTrue(System.nanoTime() < deadline, "the new certificate is not shown");
            }
        } finally {
            watch.close();
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

package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.support.Await;
import dev.futurewire.support.TestCertificates;
import dev.futurewire.support.TestCertificates.Issued;
import dev.futurewire.support.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of servers and clients: key formats, server names, client certificates, reloading. */
class TlsIdentityTest {
    private static final byte[] P256 = {
        (byte) 0xa0, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7
    };
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private final CompletableFuture<TlsSession> seenByServer = new CompletableFuture<>();
    private AsyncServer server;

    private void serve(TlsOptions tls) throws IOException {
        ServerOptions options = ServerOptions.builder().loops(1).tls(tls).build();
        server = AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, channel -> {
            seenByServer.complete(Objects.requireNonNull(channel.tls()));
            return channel.forEachLine(line -> channel.write(line + "\n"));
        });
    }

    @AfterEach
    void end() {
        server.close();
    }

    private TlsSession connect(TlsOptions.Builder client) {
        return connect(TestTls.build(client));
    }

    private TlsSession connect(TlsOptions client) {
        AsyncChannel channel = Await.value(AsyncChannel.connect(
                server.localAddress(), ChannelOptions.builder().tls(client).build()));
        Await.value(channel.write("hello\n"));
        assertEquals("hello", Await.value(channel.readLine()));
        TlsSession session = Objects.requireNonNull(channel.tls());
        channel.abort();
        return session;
    }

    private static TlsOptions.Builder client() {
        return TestTls.client("TLSv1.3", "TLSv1.2").serverName("localhost");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aKeyInPkcs1() throws IOException {
        Issued rsa = TestCertificates.issueRsa(TestTls.AUTHORITY, "localhost");
        byte[] pkcs8 = rsa.key().getEncoded();
        Path key =
                file("rsa.key", TestCertificates.pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)));
        serve(TlsOptions.builder()
                .certificate(rsa.certificateIn(folder, "rsa.pem"), key)
                .build());
        assertEquals(rsa.certificate(), connect(client()).peerCertificates().get(0));
    }

    @Test
    void aKeyInSec1() throws IOException {
        Issued ec = TestCertificates.issue(TestTls.AUTHORITY, "localhost");
        byte[] pkcs8 = ec.key().getEncoded();
        // version, algorithm (19 bytes), then an octet string with ECPrivateKey: version and 32 bytes of key.
        int at = indexOf(pkcs8, new byte[] {0x02, 0x01, 0x01, 0x04, 0x20});
        ByteArrayOutputStream sec1 = new ByteArrayOutputStream();
        sec1.write(0x30);
        sec1.write(37 + P256.length);
        sec1.write(pkcs8, at, 37);
        sec1.writeBytes(P256);
        Path key = file("ec.key", TestCertificates.pem("EC PRIVATE KEY", sec1.toByteArray()));
        serve(TlsOptions.builder()
                .certificate(ec.certificateIn(folder, "ec.pem"), key)
                .build());
        assertEquals(ec.certificate(), connect(client()).peerCertificates().get(0));
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("no such bytes");
    }

    @Test
    void aKeyStoreInPkcs12() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", TestTls.SERVER.key(), PASSWORD, new Certificate[] {
            TestTls.SERVER.certificate(), TestTls.AUTHORITY.certificate()
        });
        Path file = folder.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
        serve(TlsOptions.builder().keyStore(file, PASSWORD).build());
        assertEquals(2, connect(client()).peerCertificates().size());
        IOException wrong = assertThrows(
                IOException.class,
                () -> TlsOptions.builder().keyStore(file, "wrong".toCharArray()).build());
        assertTrue(wrong.getMessage().startsWith(file.toString()), wrong::getMessage);
    }

    @Test
    void theServerSelectsTheCertificateByName() throws IOException {
        Issued other = TestCertificates.issue(TestTls.AUTHORITY, "other.example", "*.wild.example");
        serve(TestTls.server("TLSv1.3", "TLSv1.2")
                .certificate(other.certificateIn(folder, "other.pem"), other.keyIn(folder, "other.key"))
                .build());
        assertEquals(
                TestTls.SERVER.certificate(),
                connect(client()).peerCertificates().get(0));
        assertEquals(
                other.certificate(),
                connect(client().serverName("other.example")).peerCertificates().get(0));
        assertEquals(
                other.certificate(),
                connect(client().serverName("a.wild.example"))
                        .peerCertificates()
                        .get(0));
        assertEquals(
                TestTls.SERVER.certificate(),
                connect(client().serverName("unknown.example").verifyHostname(false))
                        .peerCertificates()
                        .get(0));
        assertEquals("localhost", Await.value(seenByServer).serverName());
    }

    @Test
    void anApplicationProtocolIsNegotiated() throws IOException {
        serve(TestTls.server("TLSv1.3").applicationProtocols("line/2", "line/1").build());
        assertEquals(
                "line/1",
                connect(client().applicationProtocols("line/1", "line/0")).applicationProtocol());
        assertEquals("line/1", Await.value(seenByServer).applicationProtocol());
        assertNull(connect(client()).applicationProtocol());
        ChannelOptions none = ChannelOptions.builder()
                .tls(client().applicationProtocols("other").build())
                .build();
        assertInstanceOf(SSLException.class, Await.failure(AsyncChannel.connect(server.localAddress(), none)));
    }

    @Test
    void aClientWithoutARequiredCertificateIsRejected() throws IOException {
        serve(TestTls.server("TLSv1.2")
                .trust(TestTls.AUTHORITY_FILE)
                .clientAuth(TlsOptions.ClientAuth.NEED)
                .build());
        ChannelOptions without = ChannelOptions.builder().tls(client().build()).build();
        assertInstanceOf(SSLException.class, Await.failure(AsyncChannel.connect(server.localAddress(), without)));
        connect(client().certificate(
                        TestTls.CLIENT.certificateIn(folder, "client.pem"),
                        TestTls.CLIENT.keyIn(folder, "client.key")));
        assertEquals(
                TestTls.CLIENT.certificate(),
                Await.value(seenByServer).peerCertificates().get(0));
    }

    @Test
    void aRequestedCertificateIsOptional() throws IOException {
        serve(TestTls.server("TLSv1.3")
                .trust(TestTls.AUTHORITY_FILE)
                .clientAuth(TlsOptions.ClientAuth.WANT)
                .build());
        connect(client());
        assertEquals(0, Await.value(seenByServer).peerCertificates().size());
    }

    @Test
    void newHandshakesUseReloadedKeysAndOpenConnectionsContinue() throws IOException {
        Issued first = TestCertificates.issue(TestTls.AUTHORITY, "localhost");
        Issued second = TestCertificates.issue(TestTls.AUTHORITY, "localhost");
        Path chain = first.certificateIn(folder, "chain.pem");
        Path key = first.keyIn(folder, "chain.key");
        TlsOptions tls = TlsOptions.builder().certificate(chain, key).build();
        serve(tls);
        TlsOptions client = client().build();
        AsyncChannel running = Await.value(AsyncChannel.connect(
                server.localAddress(), ChannelOptions.builder().tls(client).build()));
        assertEquals(first.certificate(), connect(client).peerCertificates().get(0));

        second.certificateIn(folder, "chain.pem");
        IOException mismatch = assertThrows(IOException.class, tls::reload);
        assertTrue(mismatch.getMessage().contains("does not belong"), mismatch::getMessage);
        assertEquals(first.certificate(), connect(client).peerCertificates().get(0));

        second.keyIn(folder, "chain.key");
        tls.reload();
        assertEquals(second.certificate(), connect(client).peerCertificates().get(0));
        Await.value(running.write("still there\n"));
        assertEquals("still there", Await.value(running.readLine()));
        running.abort();
    }

    @Test
    void aSessionIsResumed() throws IOException {
        serve(TestTls.build(TestTls.server("TLSv1.2")));
        TlsOptions client = TestTls.build(client());
        AsyncChannel first = Await.value(AsyncChannel.connect(
                server.localAddress(), ChannelOptions.builder().tls(client).build()));
        assertNotNull(first.tls());
        Await.value(first.close());
        int before = java.util.Collections.list(
                        client.sslContext().getClientSessionContext().getIds())
                .size();
        connect(client);
        assertEquals(
                before,
                java.util.Collections.list(
                                client.sslContext().getClientSessionContext().getIds())
                        .size(),
                "a second session although the first could be resumed");
    }

    @Test
    void unusableFilesAreNamed() throws IOException {
        serve(TestTls.build(TestTls.server("TLSv1.3")));
        Path missing = folder.resolve("missing.pem");
        refused(missing + ": no such file", TlsOptions.builder().certificate(missing, TestTls.SERVER_KEY));
        Path empty = file("empty.pem", "");
        refused(empty + ": no certificate in it", TlsOptions.builder().certificate(empty, TestTls.SERVER_KEY));
        refused(empty + ": no private key in it", TlsOptions.builder().certificate(TestTls.SERVER_CHAIN, empty));
        refused(empty + ": no certificate in it", TlsOptions.builder().trust(empty));
        Path locked = file("locked.key", TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        refused(
                locked + ": the private key is encrypted; decrypt it (openssl pkey) or use PKCS#12",
                TlsOptions.builder().certificate(TestTls.SERVER_CHAIN, locked));
        Path garbage = file("garbage.key", TestCertificates.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        refused(
                garbage + ": not a private key that is understood (RSA, EC, EdDSA)",
                TlsOptions.builder().certificate(TestTls.SERVER_CHAIN, garbage));
        Path other = TestTls.CLIENT.keyIn(folder, "other.key");
        refused(
                TestTls.SERVER_CHAIN + ", " + other + ": the private key does not belong to the certificate",
                TlsOptions.builder().certificate(TestTls.SERVER_CHAIN, other));
    }

    private static void refused(String message, TlsOptions.Builder builder) {
        assertEquals(message, assertThrows(IOException.class, builder::build).getMessage());
    }
}

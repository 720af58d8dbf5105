package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.Role;
import dev.futurewire.support.TcpPeer;
import dev.futurewire.support.TestTls;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS options that the JDK rejects are rejected by build(); a later failure fails the pending operations. */
final class RejectedTlsOptionsTest {
    private static void assertRefused(String named, UnaryOperator<TlsOptions.Builder> options) {
        for (TlsOptions.Builder builder :
                new TlsOptions.Builder[] {TestTls.client("TLSv1.3", "TLSv1.2"), TestTls.server("TLSv1.3", "TLSv1.2")}) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class, () -> options.apply(builder).build());
            assertTrue(refusal.getMessage().contains(named), refusal::getMessage);
            assertFalse(refusal.getMessage().contains("\n"), refusal::getMessage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128", "HIGH:!aNULL", ""})
    void anUnknownCipherSuite(String name) {
        assertRefused("\"" + name + "\"", builder -> builder.cipherSuites("TLS_AES_128_GCM_SHA256", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u20ac"})
    void anImpossibleApplicationProtocol(String name) {
        assertRefused("\"" + name + "\"", builder -> builder.applicationProtocols("http/1.1", name));
    }

    @Test
    void anApplicationProtocolOf256Bytes() throws IOException {
        assertRefused("256", builder -> builder.applicationProtocols("x".repeat(256)));
        TestTls.build(TestTls.client("TLSv1.3").applicationProtocols("x".repeat(255)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no name", "example.com.", "", "a..b"})
    void anInvalidServerName(String name) {
        assertRefused("\"" + name + "\"", builder -> builder.serverName(name));
    }

    @Test
    void cipherSuitesThatNoEnabledProtocolSupports() {
        assertRefused(
                "TLS_AES_128_GCM_SHA256",
                builder -> builder.protocols("TLSv1.2").cipherSuites("TLS_AES_128_GCM_SHA256"));
    }

    @Test
    void aContextThatIsNotInitialised() throws NoSuchAlgorithmException {
        SSLContext context = SSLContext.getInstance("TLS");
        assertRefused("sslContext", builder -> builder.sslContext(context));
    }

    @Test
    void addressesAreValidServerNames() {
        for (String address : new String[] {"127.0.0.1", "::1", "localhost", "xn--bcher-kva.example"}) {
            TestTls.build(TestTls.client("TLSv1.3").serverName(address));
        }
    }

    /** Options whose context fails only when an engine is created. */
    private static TlsOptions failing() throws IOException {
        SSLContext context = mock(SSLContext.class);
        when(context.createSSLEngine()).thenThrow(new IllegalStateException("no more engines"));
        when(context.createSSLEngine(any(), anyInt())).thenThrow(new IllegalStateException("no more engines"));
        return TlsOptions.builder().sslContext(context).build();
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aFailureToCreateTheEngineFailsAllPendingOperations(Wire wire) throws IOException {
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            CompletableFuture<?> handshake = connection.channel().startTls(failing());
            CompletableFuture<String> read = connection.channel().readLine();
            Throwable failure = Await.failure(handshake);
            assertInstanceOf(SSLException.class, failure);
            assertTrue(failure.getMessage().contains("no more engines"), failure::toString);
            assertEquals(failure, Await.failure(read));
            assertEquals(failure, Await.failure(connection.channel().write("x")));
        }
    }

    @Test
    void connectFailsIfTheEngineCannotBeCreated() throws IOException {
        try (LoopbackServer server = LoopbackServer.with(AsyncChannel::closed)) {
            ChannelOptions options = ChannelOptions.builder().tls(failing()).build();
            assertInstanceOf(
                    SSLException.class,
                    Await.failure(AsyncChannel.connect(server.server().localAddress(), options)));
        }
    }

    @Test
    void aServerReportsTheFailureForEachClient() throws IOException {
        ServerOptions options = ServerOptions.builder().loops(1).tls(failing()).build();
        try (LoopbackServer server = LoopbackServer.with(options, AsyncChannel::closed)) {
            TcpPeer peer = server.connect();
            peer.expectPeerEnd();
            peer.close();
            Await.until(
                    "it is counted",
                    () -> server.server().snapshot().closed().getOrDefault(CloseReason.TLS_FAILED, 0L) == 1);
        }
    }
}

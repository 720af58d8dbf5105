package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.futurewire.ChannelOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The moments of a turn at which a handshake may complete, with a scripted engine and transport. */
final class TlsUpgradeTest {
    private final ManualLoop loop = new ManualLoop(new ManualTimer());
    private final Transport lower = mock(Transport.class);
    private final SSLEngine engine = mock(SSLEngine.class);
    private HandshakeStatus status = HandshakeStatus.NEED_UNWRAP;

    @BeforeEach
    void script() throws IOException {
        SSLSession session = mock(SSLSession.class);
        when(session.getProtocol()).thenReturn("TLSv1.3");
        when(session.getCipherSuite()).thenReturn("a cipher suite");
        when(session.getPacketBufferSize()).thenReturn(16 * 1024);
        when(session.getPeerCertificates()).thenReturn(new Certificate[0]);
        when(engine.getSession()).thenReturn(session);
        when(engine.getSSLParameters()).thenReturn(new SSLParameters());
        when(engine.getEnabledCipherSuites()).thenReturn(new String[] {"TLS_AES_128_GCM_SHA256"});
        when(engine.getHandshakeStatus()).thenAnswer(call -> status);
        when(engine.wrap(any(ByteBuffer.class), any(ByteBuffer.class))).thenAnswer(call -> {
            call.<ByteBuffer>getArgument(1).put((byte) 0);
            status = HandshakeStatus.NOT_HANDSHAKING;
            return new SSLEngineResult(Status.OK, HandshakeStatus.FINISHED, 0, 1);
        });
        when(lower.remoteAddress()).thenReturn(InetSocketAddress.createUnresolved("peer", 1));
    }

    private TlsOptions options() throws IOException {
        SSLContext context = mock(SSLContext.class);
        when(context.createSSLEngine(any(), anyInt())).thenReturn(engine);
        return TlsOptions.builder().sslContext(context).build();
    }

    /** This occurs if the records of the peer are available at once, and the handshake tasks are done by then. */
    @Test
    void aHandshakeThatCompletesWhileTheTurnStartsToReadIsReported() throws IOException {
        doAnswer(call -> {
                    // Started with the handshake. TLS continues when the channel itself starts to read.
                    status = HandshakeStatus.NEED_WRAP;
                    return null;
                })
                .when(lower)
                .read(any());
        StreamChannel channel = StreamChannel.open(lower, loop, ChannelOptions.defaults());
        CompletableFuture<TlsSession> handshake = channel.startTls(options());

        loop.runUntilIdle();

        assertTrue(handshake.isDone());
        assertEquals("TLSv1.3", handshake.join().protocol());
    }
}

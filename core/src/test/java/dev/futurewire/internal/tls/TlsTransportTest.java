package dev.futurewire.internal.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.TlsTruncatedException;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.support.Await;
import dev.futurewire.support.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS over a transport in memory, without channels. */
class TlsTransportTest {
    private final ManualTimer timer = new ManualTimer();
    private final MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 64 * 1024);

    /** One end, which reads continuously. Its handshake tasks complete on other threads. */
    private final class End implements TransportListener, TlsTransport.Handshake {
        final TlsMachine machine;
        final TlsTransport transport;
        final ByteBuffer target = ByteBuffer.allocate(32 * 1024);
        final ByteArrayOutputStream received = new ByteArrayOutputStream();

        volatile boolean established;
        volatile boolean ended;
        volatile boolean paused;
        volatile @Nullable IOException handshakeFailure;
        volatile @Nullable IOException readFailure;
        volatile @Nullable IOException writeFailure;
        private @Nullable ByteBuffer sending;

        End(boolean server) throws IOException {
            MemoryTransport wire = server ? pair.server() : pair.client();
            machine = new TlsMachine(
                    server
                            ? TlsEngines.server(TestTls.build(TestTls.server("TLSv1.3")))
                            : TlsEngines.client(TestTls.build(TestTls.client("TLSv1.3")), wire.remoteAddress()),
                    true);
            machine.begin();
            transport = new TlsTransport(wire, machine, Runnable::run, timer, Duration.ofSeconds(10));
            transport.listener(this);
        }

        void start() {
            transport.start(this);
            transport.read(target.clear());
        }

        void write(byte[] bytes) {
            ByteBuffer source = ByteBuffer.wrap(bytes);
            sending = source;
            transport.write(source);
        }

        synchronized int count() {
            return received.size();
        }

        @Override
        public void readCompleted(int count) {
            if (count < 0) {
                ended = true;
                return;
            }
            synchronized (this) {
                received.write(target.array(), 0, count);
            }
            if (!paused) {
                transport.read(target.clear());
            }
        }

        @Override
        public void readFailed(IOException failure) {
            readFailure = failure;
        }

        @Override
        public void writeCompleted(int count) {
            ByteBuffer source = sending;
            if (source != null && source.hasRemaining()) {
                transport.write(source);
            }
        }

        @Override
        public void writeFailed(IOException failure) {
            writeFailure = failure;
        }

        @Override
        public void established(TlsMachine done) {
            established = true;
        }

        @Override
        public void failed(IOException failure) {
            handshakeFailure = failure;
        }
    }

    @Test
    void anIdleConnectionKeepsNoRecordBuffers() throws IOException {
        End client = new End(false);
        End server = new End(true);
        server.start();
        client.start();
        Await.until("the handshake has ended", () -> client.established && server.established);
        byte[] bulk = new byte[1 << 20];
        new Random(1).nextBytes(bulk);
        client.write(bulk);
        Await.until("everything has arrived", () -> server.count() == bulk.length);
        assertArrayEquals(bulk, server.received.toByteArray());
        assertTrue(
                server.transport.held() <= ReadSizePredictor.LARGEST_WAITING, () -> "holds " + server.transport.held());
        client.write(new byte[] {1});
        Await.until("it has arrived", () -> server.count() == bulk.length + 1);
        assertTrue(server.transport.held() <= 2 * CiphertextBuffer.SMALLEST, () -> "holds " + server.transport.held());
        assertTrue(
                client.transport.held() <= ReadSizePredictor.LARGEST_WAITING, () -> "holds " + client.transport.held());
    }

    @Test
    void aHandshakeEndsAtItsDeadlineAndNotBefore() throws IOException {
        End server = new End(true);
        server.start();
        timer.advance(Duration.ofMillis(9_990));
        assertNull(server.handshakeFailure);
        timer.advance(Duration.ofMillis(30));
        assertInstanceOf(SocketTimeoutException.class, server.handshakeFailure);
        assertInstanceOf(SocketTimeoutException.class, server.readFailure);
    }

    @Test
    void theDeadlineIsCancelledWithTheHandshake() throws IOException {
        End client = new End(false);
        End server = new End(true);
        server.start();
        client.start();
        Await.until("the handshake has ended", () -> client.established && server.established);
        assertEquals(0, timer.pending());
    }

    @Test
    @Timeout(30)
    void aKeyUpdateIsAnsweredOnceOutputCanBeWrittenWithoutSpinning() throws IOException {
        End client = new End(false);
        End server = new End(true);
        server.start();
        client.start();
        Await.until("the handshake has ended", () -> client.established && server.established);
        client.paused = true;
        byte[] bulk = new byte[1 << 20];
        server.write(bulk);
        client.machine.engine().beginHandshake();
        client.write(new byte[] {1});
        assertEquals(0, server.count());
        client.paused = false;
        client.transport.read(client.target.clear());
        Await.until("both directions make progress", () -> server.count() == 1 && client.count() == bulk.length);
    }

    @Test
    void anEndWithoutCloseNotifyIsATruncation() throws IOException {
        End client = new End(false);
        End server = new End(true);
        server.start();
        client.start();
        Await.until("the handshake has ended", () -> client.established && server.established);
        pair.client().shutdownOutput();
        assertInstanceOf(TlsTruncatedException.class, server.readFailure);
    }

    @Test
    void closeNotifyIsTheEndOfTheStream() throws IOException {
        End client = new End(false);
        End server = new End(true);
        server.start();
        client.start();
        Await.until("the handshake has ended", () -> client.established && server.established);
        client.transport.shutdownOutput();
        assertTrue(server.ended);
        server.write(new byte[] {7});
        assertArrayEquals(new byte[] {7}, client.received.toByteArray());
    }

    @Test
    void aFailedTransportWriteEndsTheOutputOnly() throws IOException {
        End client = new End(false);
        End server = new End(true);
        server.start();
        client.start();
        Await.until("the handshake has ended", () -> client.established && server.established);
        server.paused = true;
        client.write(new byte[] {1});
        client.write(new byte[] {2});
        client.transport.shutdownOutput();
        client.transport.close();
        server.write(new byte[] {3});
        assertEquals("Broken pipe", Objects.requireNonNull(server.writeFailure).getMessage());
        server.writeFailure = null;
        server.write(new byte[] {4});
        assertEquals("Broken pipe", Objects.requireNonNull(server.writeFailure).getMessage());
        assertThrows(IOException.class, server.transport::shutdownOutput);
        server.paused = false;
        server.transport.read(server.target.clear());
        assertArrayEquals(new byte[] {1, 2}, server.received.toByteArray());
        assertTrue(server.ended);
        assertNull(server.readFailure);
    }
}

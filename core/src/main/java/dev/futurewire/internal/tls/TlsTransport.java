package dev.futurewire.internal.tls;

import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A transport that carries its bytes encrypted over another one: a {@link Transport} to the channel above and the listener of
 * the transport below. It records requests and completions for its {@link TlsDriver}, which does the work.
 *
 * <p>The handshake begins with {@link #start} and needs no reads or writes from above.
 *
 * <p>STARTTLS adopts a read that is in progress below when TLS begins ({@link #adopt}); its bytes arrive by {@link #handOver}.
 */
public final class TlsTransport implements Transport, TransportListener {
    private final Transport lower;
    private final TlsDriver driver;

    /** Notified once of the outcome of a handshake. */
    public interface Handshake {
        /**
         * The handshake has succeeded.
         *
         * @param machine knows what was negotiated
         */
        void established(TlsMachine machine);

        /**
         * The handshake has failed.
         *
         * @param failure the cause
         */
        void failed(IOException failure);
    }

    /**
     * Creates a transport over another one.
     *
     * @param lower carries the records; its listener is replaced by {@link #start}
     * @param machine one end's protocol
     * @param turns runs tasks on the connection's loop
     * @param timer that loop's timer
     * @param handshakeTimeout the limit for the handshake
     */
    public TlsTransport(Transport lower, TlsMachine machine, Executor turns, Timer timer, Duration handshakeTimeout) {
        this(lower, machine, turns, Runnable::run, turns, timer, handshakeTimeout);
    }

    /**
     * Creates a transport over one whose completions may be reported late.
     *
     * @param lower carries the records; its listener is replaced by {@link #start}
     * @param machine one end's protocol
     * @param turns runs tasks on the connection's loop
     * @param reports runs a report of several events at once, before any turn that they request
     * @param arrivals as {@code turns}, but runs a task after the data received so far has been reported
     * @param timer that loop's timer
     * @param handshakeTimeout the limit for the handshake
     */
    public TlsTransport(
            Transport lower,
            TlsMachine machine,
            Executor turns,
            Executor reports,
            Executor arrivals,
            Timer timer,
            Duration handshakeTimeout) {
        this.lower = lower;
        driver = new TlsDriver(lower, machine, turns, reports, arrivals, timer, Nanos.of(handshakeTimeout));
    }

    /**
     * Returns the transport that carries the records.
     *
     * @return the transport below
     */
    public Transport lower() {
        return lower;
    }

    // The beginning

    /**
     * Adopts a read that is in progress below: its completion is passed to this transport's listener, which calls {@link
     * #handOver}. Called before {@link #start}.
     */
    public void adopt() {
        driver.input.adopt();
    }

    /**
     * Takes bytes that were received earlier. Called before {@link #start}.
     *
     * @param bytes the beginning of the peer's records
     */
    public void carry(ByteBuffer bytes) {
        driver.input.carry(bytes);
    }

    /**
     * Begins the handshake.
     *
     * @param receiver notified of the outcome, on the loop or inside this call
     */
    public void start(Handshake receiver) {
        lower.listener(this);
        driver.start(receiver);
    }

    /**
     * Returns when the handshake times out, once it has begun.
     *
     * @return a time of the timer's, or 0 for never
     */
    public long deadline() {
        return driver.alarm.deadline();
    }

    /**
     * Completes the adopted read.
     *
     * @param bytes what was read, or null at the end of the stream
     */
    public void handOver(@Nullable ByteBuffer bytes) {
        driver.input.handOver(bytes);
        driver.drain();
    }

    /**
     * Fails the adopted read.
     *
     * @param cause the cause
     */
    public void handOverFailed(IOException cause) {
        driver.input.failed(cause);
        driver.drain();
    }

    // The transport

    @Override
    public void listener(TransportListener listener) {
        driver.listener(listener);
    }

    @Override
    public void read(ByteBuffer target) {
        driver.input.read(target);
        driver.drain();
    }

    @Override
    public void write(ByteBuffer source) {
        driver.output.write(source);
        driver.drain();
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (driver.closed()) {
            throw new ClosedChannelException();
        }
        driver.output.requestEnd();
        driver.drain();
        IOException broken = driver.failure() != null ? driver.failure() : driver.output.failure();
        if (!driver.output.endPending() && broken != null) {
            throw broken;
        }
    }

    @Override
    public boolean shutdownPending() {
        return driver.output.endPending();
    }

    @Override
    public boolean withholdsEnd() {
        return driver.input.withholdsEnd();
    }

    @Override
    public void admitEnd() {
        if (driver.input.withholdsEnd()) {
            driver.input.admitEnd();
            driver.drain();
        }
    }

    /** An end that this reports is the peer's own: TLS has said so, or the transport below was asked. */
    @Override
    public boolean endsDespite(IOException writeFailure) {
        return true;
    }

    @Override
    public int held() {
        return driver.held();
    }

    @Override
    public void close() {
        if (!driver.closed()) {
            driver.close();
            lower.close();
            driver.drain();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return lower.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return lower.remoteAddress();
    }

    // The listener of the transport below

    @Override
    public boolean writing() {
        return driver.output.writing();
    }

    /** Called only for a read that began before TLS: TLS itself starts no read without a buffer. */
    @Override
    public void lent(ByteBuffer bytes) {
        driver.listener().lent(bytes);
    }

    @Override
    public void readCompleted(int count) {
        if (driver.input.adopting()) {
            driver.listener().readCompleted(count);
            return;
        }
        driver.input.completed(count);
        driver.drain();
    }

    @Override
    public void readFailed(IOException cause) {
        if (driver.input.adopting()) {
            driver.listener().readFailed(cause);
            return;
        }
        driver.input.failed(cause);
        driver.drain();
    }

    @Override
    public void writeCompleted(int count) {
        driver.output.completed(count);
        driver.drain();
    }

    @Override
    public void writeFailed(IOException cause) {
        driver.output.failed(cause);
        driver.drain();
    }
}

package dev.futurewire.internal.proxy;

import dev.futurewire.ProxyHeader;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads a PROXY header from a transport before the channel exists, and no byte beyond it. Ends with one call of {@link
 * Result}; after a failure the transport is closed.
 */
public final class HeaderReader extends Alarm implements TransportListener {
    /** The largest buffer: 512 bytes, regardless of the length that a header announces. */
    private static final int MAX_READ = 512;

    private final Transport transport;
    private final Timer timer;
    private final Executor loop;
    private final Executor arrivals;
    private final Result result;
    private final HeaderParser parser;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    /** Set by the deadline or by the outcome of the read; the first one decides. */
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Receives the outcome, on the loop. */
    public interface Result {
        /**
         * The header has been read.
         *
         * @param header the header
         */
        void known(ProxyHeader header);

        /**
         * The header is malformed, the deadline has passed, or the connection has ended. The transport is closed.
         *
         * @param failure the cause
         */
        void unknown(IOException failure);
    }

    private HeaderReader(Transport transport, Timer timer, Executor loop, Executor arrivals, Result result) {
        this.transport = transport;
        this.timer = timer;
        this.loop = loop;
        this.arrivals = arrivals;
        this.result = result;
        parser = new HeaderParser(transport.remoteAddress());
    }

    /**
     * Reads a header.
     *
     * @param transport used exclusively until the outcome is reported
     * @param timer for the deadline
     * @param nanos the time limit
     * @param loop runs tasks on the loop
     * @param arrivals as {@code loop}, but runs a task after the data received so far has been reported
     * @param result receives the outcome
     */
    public static void read(
            Transport transport, Timer timer, long nanos, Executor loop, Executor arrivals, Result result) {
        HeaderReader reader = new HeaderReader(transport, timer, loop, arrivals, result);
        transport.listener(reader);
        timer.set(reader, timer.now() + nanos);
        reader.readOn();
    }

    /** Reads only what certainly belongs to the header. */
    private void readOn() {
        buffer = ByteBuffer.allocate(Math.min(parser.needed(), MAX_READ));
        transport.read(buffer);
    }

    @Override
    public void readCompleted(int count) {
        loop.execute(() -> parse(count));
    }

    private void parse(int count) {
        if (count < 0) {
            failed(new MalformedHeaderException("the connection ended before it was complete"));
            return;
        }
        try {
            parser.feed(buffer.flip());
        } catch (MalformedHeaderException malformed) {
            failed(malformed);
            return;
        }
        ProxyHeader header = parser.header();
        if (header == null) {
            readOn();
        } else if (settled.compareAndSet(false, true)) {
            timer.cancel(this);
            result.known(header);
        } else {
            failed(new MalformedHeaderException("it came too late"));
        }
    }

    @Override
    public void readFailed(IOException failure) {
        loop.execute(() -> failed(failure));
    }

    private void failed(IOException failure) {
        boolean tooLate = !settled.compareAndSet(false, true);
        timer.cancel(this);
        transport.close();
        result.unknown(tooLate ? new SocketTimeoutException("it was not complete in time") : failure);
    }

    @Override
    protected void fire() {
        arrivals.execute(this::expire);
    }

    private void expire() {
        if (settled.compareAndSet(false, true)) {
            // The read in progress fails.
            transport.close();
        }
    }

    @Override
    public void writeCompleted(int count) {
        throw new IllegalStateException("nothing is written");
    }

    @Override
    public void writeFailed(IOException failure) {
        throw new IllegalStateException("nothing is written", failure);
    }
}

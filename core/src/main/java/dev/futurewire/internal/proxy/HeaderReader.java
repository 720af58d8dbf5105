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
 * Reads a PROXY header from a transport, before there is a channel, and not one byte more: what follows is for whoever gets
 * the transport next. It ends with one call of its {@link Result}; after a failure the transport is closed.
 */
public final class HeaderReader extends Alarm implements TransportListener {
    /** The largest buffer: 512 bytes. It does not grow with the length that a header announces. */
    private static final int LARGEST_READ = 512;

    private final Transport transport;
    private final Timer timer;
    private final Executor loop;
    private final Executor arrivals;
    private final Result result;
    private final HeaderParser parser;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    /** Whoever sets it decides how this ends: the deadline, or what was read. */
    private final AtomicBoolean settled = new AtomicBoolean();

    /** Is told how it ended. On the loop. */
    public interface Result {
        /**
         * The header is there.
         *
         * @param header what it says
         */
        void known(ProxyHeader header);

        /**
         * There is none, or the deadline has passed, or the connection has ended; it is closed.
         *
         * @param failure why
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
     * Reads.
     *
     * @param transport nobody else's until this has ended
     * @param timer for the deadline
     * @param nanos how long it may take
     * @param loop where to go on
     * @param arrivals where to go on when what has arrived by then has been reported
     * @param result who is told
     */
    public static void read(
            Transport transport, Timer timer, long nanos, Executor loop, Executor arrivals, Result result) {
        HeaderReader reader = new HeaderReader(transport, timer, loop, arrivals, result);
        transport.listener(reader);
        timer.set(reader, timer.now() + nanos);
        reader.readOn();
    }

    /** Asks for what is certainly the header's, so that nothing behind it is taken. */
    private void readOn() {
        buffer = ByteBuffer.allocate(Math.min(parser.needed(), LARGEST_READ));
        transport.read(buffer);
    }

    @Override
    public void readCompleted(int count) {
        loop.execute(() -> look(count));
    }

    private void look(int count) {
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
            // The read that is under way fails.
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

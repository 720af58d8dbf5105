package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Nanos;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A transport that carries its bytes encrypted over another one.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Whatever happens (a read or write is asked for, one below has ended, a task is done, the alarm goes off) is noted down,
 * then {@link #drain} is called. One thread at a time drains: it moves the {@link TlsMachine} as far as it goes. Who comes
 * meanwhile only raises the count of {@code work}. The listener is told when the draining is over, so what it does in
 * answer is drained by a call of its own and completes at once if it can.
 *
 * <p>The handshake begins with {@link #start} and moves by itself. After it nothing is read below unless somebody reads
 * above. A write ends when what it took, encrypted, has been taken below: so {@code flush} means what it meant, and a batch
 * that was collected above is one write below (three full records at a time).
 *
 * <p>The tasks of a handshake, signatures above all, run as {@link TlsTasks} says: other connections of the loop go on.
 *
 * <p>In TLS 1.2 the peer's end ends our output with it. It is withheld until the listener above has answered what came before
 * ({@link TransportListener#endWithheld}).
 *
 * <p>On a failure the alert is sent and the output ended before anybody is told, {@link #ALERT_NANOS} at most: who is told
 * closes the connection. A write that fails below once there is a session ends the output only, as without TLS: a peer that
 * wrote its last line, ended and went away is read to that end, though it takes no session ticket any more.
 *
 * <p>An upgrade adopts a read that is under way below when TLS begins ({@link #adopt}): its bytes come by {@link
 * #handOver}.
 */
public final class TlsTransport implements Transport, TransportListener {
    /** How long a failed connection waits for the peer to take the alert: a second. */
    static final long ALERT_NANOS = 1_000_000_000L;

    private static final int NOTHING = Integer.MIN_VALUE;

    private static final int FAILED = Integer.MIN_VALUE + 1;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final Transport lower;
    private final TlsMachine machine;
    private final Executor turns;
    private final Timer timer;
    private final long handshakeNanos;
    private final AtomicInteger work = new AtomicInteger();
    private @Nullable TransportListener listener;
    private @Nullable Handshake handshake;

    // What is asked of this; taken by whoever drains.
    private volatile @Nullable ByteBuffer readTarget;
    private volatile @Nullable ByteBuffer writeSource;
    private volatile boolean started;
    private volatile boolean endAsked;
    private volatile boolean closed;
    private volatile boolean rang;
    private volatile boolean withheld;
    private volatile boolean endAdmitted;
    private volatile boolean adopting;
    private volatile @Nullable Throwable taskFailure;
    private volatile boolean taskDone;

    // What was reported from below.
    private volatile int lowerRead = NOTHING;
    private volatile int lowerWrite = NOTHING;
    private @Nullable IOException lowerReadFailure;
    private @Nullable IOException lowerWriteFailure;

    // For whoever drains.
    private final ReceivedRecords received = new ReceivedRecords();
    private @Nullable ByteBuffer opened;
    private @Nullable ByteBuffer sealed;
    private int taken;
    private boolean reading;
    private boolean writing;
    private boolean tasking;
    private boolean lowerEnded;
    private boolean told;
    private boolean alerted;
    private boolean lowerOutputEnded;
    private @Nullable IOException failure;
    private @Nullable IOException outputFailure;
    private volatile boolean endPending;

    private final Alarm alarm = new Alarm() {
        @Override
        protected void fire() {
            rang = true;
            turn();
        }
    };

    /** Is told how the handshake ended, once. */
    public interface Handshake {
        /**
         * There is a session.
         *
         * @param machine to ask what was negotiated
         */
        void established(TlsMachine machine);

        /**
         * There is none.
         *
         * @param failure why
         */
        void failed(IOException failure);
    }

    /** What a drain has to tell when it is over. */
    private static final class News {
        int read = NOTHING;
        int write = NOTHING;
        boolean established;
        boolean outputEnded;
        boolean withheld;

        @Nullable
        IOException handshakeFailure;

        @Nullable
        IOException readFailure;

        @Nullable
        IOException writeFailure;
    }

    /**
     * Puts TLS over a transport.
     *
     * @param lower what carries the records; this becomes its listener with {@link #start}
     * @param machine one end's protocol
     * @param turns runs something on the connection's loop
     * @param timer of that loop
     * @param handshakeTimeout how long the handshake may take
     */
    public TlsTransport(Transport lower, TlsMachine machine, Executor turns, Timer timer, Duration handshakeTimeout) {
        this.lower = lower;
        this.machine = machine;
        this.turns = turns;
        this.timer = timer;
        handshakeNanos = Nanos.of(handshakeTimeout);
    }

    /**
     * What carries the records.
     *
     * @return the transport below
     */
    public Transport lower() {
        return lower;
    }

    @Override
    public void listener(TransportListener value) {
        listener = value;
    }

    /**
     * A read is under way below that began before this: its end is reported to this one's listener as it comes, and its
     * bytes are expected by {@link #handOver}. Before {@link #start}.
     */
    public void adopt() {
        adopting = true;
        reading = true;
    }

    /**
     * Takes in what was received before. Before {@link #start}.
     *
     * @param bytes the peer's first records, or a part
     */
    public void carry(ByteBuffer bytes) {
        received.append(bytes);
    }

    /**
     * Begins the handshake.
     *
     * @param told is told how it ended, on the loop or inside this call
     */
    public void start(Handshake told) {
        handshake = told;
        lower.listener(this);
        if (handshakeNanos != Nanos.NEVER) {
            timer.set(alarm, timer.now() + handshakeNanos);
        }
        started = true;
        drain();
    }

    /**
     * The adopted read has ended.
     *
     * @param bytes what came, or null at the end of the stream
     */
    public void handOver(@Nullable ByteBuffer bytes) {
        adopting = false;
        // Nobody drains what is being read: the reading flag is still up.
        if (bytes != null) {
            received.append(bytes);
            lowerRead = 0;
        } else {
            lowerRead = -1;
        }
        drain();
    }

    /**
     * The adopted read has failed.
     *
     * @param cause why
     */
    public void handOverFailed(IOException cause) {
        adopting = false;
        lowerReadFailure = cause;
        lowerRead = FAILED;
        drain();
    }

    @Override
    public void read(ByteBuffer target) {
        readTarget = target;
        drain();
    }

    @Override
    public void write(ByteBuffer source) {
        writeSource = source;
        drain();
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        endPending = true;
        endAsked = true;
        drain();
        IOException broken = failure != null ? failure : outputFailure;
        if (!endPending && broken != null) {
            throw broken;
        }
    }

    @Override
    public boolean shutdownPending() {
        return endPending;
    }

    @Override
    public boolean withholdsEnd() {
        return withheld;
    }

    @Override
    public void admitEnd() {
        if (withheld) {
            endAdmitted = true;
            withheld = false;
            drain();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        endPending = false;
        timer.cancel(alarm);
        lower.close();
        drain();
    }

    @Override
    public SocketAddress localAddress() {
        return lower.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return lower.remoteAddress();
    }

    // Reports from below

    @Override
    public void readCompleted(int count) {
        if (adopting) {
            above().readCompleted(count);
            return;
        }
        lowerRead = count;
        drain();
    }

    @Override
    public void readFailed(IOException cause) {
        if (adopting) {
            above().readFailed(cause);
            return;
        }
        lowerReadFailure = cause;
        lowerRead = FAILED;
        drain();
    }

    @Override
    public void writeCompleted(int count) {
        lowerWrite = count;
        drain();
    }

    @Override
    public void writeFailed(IOException cause) {
        lowerWriteFailure = cause;
        lowerWrite = FAILED;
        drain();
    }

    private TransportListener above() {
        TransportListener known = listener;
        if (known == null) {
            throw new IllegalStateException("no listener");
        }
        return known;
    }

    // Draining

    private void drain() {
        if (!started || work.getAndIncrement() != 0) {
            return;
        }
        News news = new News();
        int seen = 1;
        do {
            step(news);
            seen = work.addAndGet(-seen);
        } while (seen != 0);
        tell(news);
    }

    private void tell(News news) {
        Handshake waiting = handshake;
        if (waiting != null && news.established) {
            waiting.established(machine);
        } else if (waiting != null && news.handshakeFailure != null) {
            waiting.failed(news.handshakeFailure);
        }
        TransportListener above = above();
        if (news.writeFailure != null) {
            above.writeFailed(news.writeFailure);
        } else if (news.write != NOTHING) {
            above.writeCompleted(news.write);
        }
        if (news.readFailure != null) {
            above.readFailed(news.readFailure);
        } else if (news.read != NOTHING) {
            above.readCompleted(news.read);
        }
        if (news.outputEnded) {
            above.shutdownCompleted();
        }
        if (news.withheld) {
            above.endWithheld();
        }
    }

    private void step(News news) {
        absorbWrite();
        absorbRead();
        if (taskDone) {
            taskDone = false;
            tasking = false;
        }
        if (closed) {
            end(news);
            return;
        }
        if (rang) {
            rang = false;
            ring();
        }
        try {
            if (failure == null) {
                advance(news);
            }
        } catch (IOException broken) {
            fail(broken);
        } catch (RuntimeException broken) {
            // The engine's own exceptions for what a peer sent.
            fail(new SSLException("the TLS engine failed", broken));
        }
        if (failure != null) {
            leave(news);
        }
    }

    /** The alarm: the handshake has taken too long, or the peer does not take the alert. */
    private void ring() {
        if (failure != null) {
            alerted = true;
            writing = false;
        } else if (!machine.established()) {
            long millis = handshakeNanos / 1_000_000;
            fail(new SocketTimeoutException("no TLS handshake within " + millis + " ms"));
        }
    }

    private void advance(News news) throws IOException {
        boolean again;
        do {
            again = false;
            if (tasking) {
                return;
            }
            Throwable broken = taskFailure;
            if (broken != null) {
                throw new SSLException("a task of the TLS handshake failed", broken);
            }
            Runnable task = machine.task();
            if (task != null) {
                tasking = true;
                TlsTasks.SHARED.execute(task, this::taskEnded);
                return;
            }
            again |= seal(news);
            again |= open(news);
            if (machine.established() && !told) {
                told = true;
                timer.cancel(alarm);
                news.established = true;
            }
        } while (again);
    }

    private void taskEnded(@Nullable Throwable broken) {
        taskFailure = broken;
        taskDone = true;
        turn();
    }

    /** Drains on the loop. */
    private void turn() {
        try {
            turns.execute(this::drain);
        } catch (RejectedExecutionException over) {
            // The loop has ended, and this connection before it.
        }
    }

    /** Encrypts and hands it to the transport below; true if something happened. */
    private boolean seal(News news) throws IOException {
        boolean any = false;
        wrote(news);
        while (!writing && outputFailure == null) {
            if (endAsked && machine.established() && !machine.outputEnded()) {
                machine.closeOutput();
            }
            ByteBuffer source = writeSource;
            if (source != null && machine.outputEnded()) {
                throw new SSLException("the output has ended: in TLS 1.2 the peer's close_notify ends both directions");
            }
            if (!machine.wantsWrap() && (source == null || !machine.canSend())) {
                break;
            }
            ByteBuffer target = RecordBuffers.take();
            taken += machine.wrap(source == null ? EMPTY : source, target);
            if (target.position() == 0) {
                RecordBuffers.give(target);
                break;
            }
            any = true;
            sealed = target.flip();
            send(target);
            wrote(news);
        }
        if (outputFailure != null) {
            discard();
        }
        if (!writing && endAsked && endPending && (machine.outputEnded() || outputFailure != null)) {
            endLower();
            news.outputEnded = true;
        }
        return any;
    }

    /** Lets the machine say what nobody takes any more: it does not read on before. */
    private void discard() throws SSLException {
        while (machine.wantsWrap()) {
            ByteBuffer nowhere = RecordBuffers.take();
            machine.wrap(EMPTY, nowhere);
            boolean nothing = nowhere.position() == 0;
            RecordBuffers.give(nowhere);
            if (nothing) {
                return;
            }
        }
    }

    private void send(ByteBuffer records) {
        writing = true;
        lower.write(records);
        absorbWrite();
    }

    private void absorbWrite() {
        while (lowerWrite != NOTHING) {
            int count = lowerWrite;
            lowerWrite = NOTHING;
            ByteBuffer records = sealed;
            if (count == FAILED) {
                writing = false;
                alerted = true;
                sealed = null;
                outputFailed(lowerWriteFailure != null ? lowerWriteFailure : new ClosedChannelException());
            } else if (records != null && records.hasRemaining() && !closed) {
                lower.write(records);
            } else {
                writing = false;
                sealed = null;
                RecordBuffers.give(records);
            }
        }
    }

    private void outputFailed(IOException broken) {
        outputFailure = broken;
        if (!machine.established()) {
            fail(broken);
        }
    }

    /** What a writer gave has been taken below, or never will be. */
    private void wrote(News news) {
        if (outputFailure != null && writeSource != null) {
            news.writeFailure = outputFailure;
            taken = 0;
            writeSource = null;
        } else if (!writing && failure == null && taken > 0) {
            news.write = taken;
            taken = 0;
            writeSource = null;
        }
    }

    private void endLower() {
        endPending = false;
        if (!lowerOutputEnded) {
            lowerOutputEnded = true;
            try {
                lower.shutdownOutput();
            } catch (IOException broken) {
                outputFailed(broken);
            }
        }
    }

    /** Decrypts for the reader, or for the handshake; true if something happened. */
    private boolean open(News news) throws IOException {
        wrote(news);
        if (deliver(news)) {
            return true;
        }
        if (opened != null && opened.hasRemaining()) {
            return false;
        }
        ByteBuffer target = readTarget;
        if (machine.inputEnded()) {
            if (target != null) {
                readTarget = null;
                news.read = -1;
            }
            return false;
        }
        if (reading || (machine.established() && target == null)) {
            return false;
        }
        ByteBuffer records = received.bytes();
        if (machine.endsBoth(records) && !admitsEnd(news)) {
            return false;
        }
        long before = machine.steps();
        int count = unwrap(records, target);
        if (count > 0 && target != null && opened == null) {
            readTarget = null;
            news.read = count;
            return true;
        }
        if (count > 0 || machine.inputEnded() || machine.task() != null) {
            return true;
        }
        if (machine.wantsWrap()) {
            // What is being written first is to be taken below; then the answer can follow.
            return !writing && outputFailure == null;
        }
        if (machine.need() == TlsMachine.Need.INPUT) {
            return fill();
        }
        return machine.steps() != before && machine.need() == TlsMachine.Need.OTHER;
    }

    /** In TLS 1.2 the peer's end is ours: what came before it is to be answered first. */
    private boolean admitsEnd(News news) {
        if (writing || writeSource != null) {
            return false;
        }
        if (endAdmitted || !above().judgesEnd()) {
            endAdmitted = false;
            return true;
        }
        if (!withheld) {
            withheld = true;
            news.withheld = true;
        }
        return false;
    }

    private int unwrap(ByteBuffer records, @Nullable ByteBuffer target) throws SSLException {
        if (target != null && target.remaining() >= TlsMachine.roomFor(records)) {
            int count = machine.unwrap(records, target);
            if (count > 0 || machine.need() != TlsMachine.Need.ROOM) {
                return count;
            }
        }
        ByteBuffer staging = RecordBuffers.take();
        int count = machine.unwrap(records, staging);
        if (count > 0) {
            opened = staging.flip();
        } else {
            RecordBuffers.give(staging);
        }
        return count;
    }

    /** Gives the reader what is decrypted already. */
    private boolean deliver(News news) {
        ByteBuffer staged = opened;
        ByteBuffer target = readTarget;
        if (staged == null || target == null) {
            return false;
        }
        int count = Math.min(staged.remaining(), target.remaining());
        int end = staged.limit();
        target.put(staged.limit(staged.position() + count));
        staged.limit(end);
        if (!staged.hasRemaining()) {
            opened = null;
            RecordBuffers.give(staged);
        }
        readTarget = null;
        news.read = count;
        return true;
    }

    private boolean fill() throws IOException {
        if (lowerEnded) {
            machine.endOfInput();
            return true;
        }
        reading = true;
        lower.read(received.offer());
        absorbRead();
        return !reading && failure == null;
    }

    private void absorbRead() {
        int count = lowerRead;
        if (count == NOTHING) {
            return;
        }
        lowerRead = NOTHING;
        reading = false;
        if (count == FAILED) {
            received.received(0);
            fail(lowerReadFailure != null ? lowerReadFailure : new ClosedChannelException());
            alerted = true;
        } else if (count < 0) {
            received.received(0);
            lowerEnded = true;
        } else if (count > 0) {
            received.received(count);
        }
    }

    private void fail(IOException broken) {
        if (failure == null) {
            failure = broken;
            if (!closed) {
                timer.set(alarm, timer.now() + ALERT_NANOS);
            }
        }
    }

    /** Sends the alert of a failure, then tells it. */
    private void leave(News news) {
        deliver(news);
        if (tasking && !alerted) {
            return;
        }
        if (!writing && !alerted) {
            alerted = true;
            ByteBuffer target = RecordBuffers.take();
            machine.alert(target);
            if (target.position() == 0) {
                RecordBuffers.give(target);
            } else {
                sealed = target.flip();
                send(target);
            }
        }
        if (writing) {
            return;
        }
        IOException cause = failure;
        if (cause != null) {
            timer.cancel(alarm);
            endLower();
            refuse(news, cause);
        }
    }

    private void end(News news) {
        refuse(news, new AsynchronousCloseException());
        if (!reading && !tasking) {
            received.release();
        }
        RecordBuffers.give(opened);
        opened = null;
    }

    private void refuse(News news, IOException cause) {
        if (endAsked) {
            endPending = false;
            news.outputEnded = true;
        }
        if (!told) {
            told = true;
            news.handshakeFailure = cause;
        }
        if (writeSource != null) {
            writeSource = null;
            news.writeFailure = cause;
        }
        if (readTarget != null && !(opened != null && opened.hasRemaining())) {
            readTarget = null;
            news.readFailure = cause;
        }
    }

    /** How many bytes of large buffers this holds; for tests. */
    int held() {
        int sum = received.bytes().capacity();
        sum += opened == null ? 0 : BufferPool.BUFFER_SIZE;
        return sum + (sealed == null ? 0 : BufferPool.BUFFER_SIZE);
    }
}

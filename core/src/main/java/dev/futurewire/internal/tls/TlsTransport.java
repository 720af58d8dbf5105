package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.memory.MemoryBudget;
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
 * <p>The two directions are {@link SealedOutput} and {@link OpenedInput}; this has what concerns both: who drains, the
 * handshake, how it all ends. The handshake begins with {@link #start} and moves by itself. A batch that was collected above
 * is one write below (three full records at a time).
 *
 * <p>The tasks of a handshake, signatures above all, run as {@link TlsTasks} says: other connections of the loop go on.
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

    /** How long a write under way may take to show that an end without a farewell was a reset: 100 ms. */
    static final long DOUBT_NANOS = 100_000_000L;

    /** From which delay on a handshake's alarm is late through this end's fault: a second. */
    static final long PAUSE_NANOS = 1_000_000_000L;

    /** Less than this is no change of what is held: 1 KiB. */
    private static final int HELD_UNIT = MemoryBudget.UNCOUNTED;

    private final Transport lower;
    private final TlsMachine machine;
    private final Executor turns;
    private final Executor arrivals;
    private final Timer timer;
    private final long handshakeNanos;
    private final AtomicInteger work = new AtomicInteger();
    private @Nullable TransportListener listener;
    private @Nullable Handshake handshake;
    private long deadline;

    private final SealedOutput output;
    private final OpenedInput input;

    // What has happened; taken by whoever drains.
    private volatile boolean started;
    private volatile boolean closed;
    private volatile boolean rang;
    private volatile @Nullable Throwable taskFailure;
    private volatile boolean taskDone;

    // For whoever drains.
    private boolean tasking;
    private boolean told;

    /** The alert has been sent, or cannot be. */
    private boolean alerted;

    private @Nullable IOException failure;

    /** See {@link #doubts}. */
    private boolean doubting;

    private boolean certain;

    /** The handshake has got its time once more. */
    private boolean prolonged;

    /** What the listener knows of {@link #held}, in units; it need not be exact. */
    private volatile int reportedHeld;

    private final Alarm alarm = new Alarm() {
        @Override
        protected void fire() {
            // What has arrived comes before what has expired.
            execute(TlsTransport.this.arrivals, () -> {
                rang = true;
                drain();
            });
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
        this(lower, machine, turns, turns, timer, handshakeTimeout);
    }

    /**
     * Puts TLS over a transport whose reports may be late.
     *
     * @param lower what carries the records; this becomes its listener with {@link #start}
     * @param machine one end's protocol
     * @param turns runs something on the connection's loop
     * @param arrivals as {@code turns}, when what has arrived by then has been reported
     * @param timer of that loop
     * @param handshakeTimeout how long the handshake may take
     */
    public TlsTransport(
            Transport lower,
            TlsMachine machine,
            Executor turns,
            Executor arrivals,
            Timer timer,
            Duration handshakeTimeout) {
        this.lower = lower;
        this.machine = machine;
        this.turns = turns;
        this.arrivals = arrivals;
        this.timer = timer;
        handshakeNanos = Nanos.of(handshakeTimeout);
        output = new SealedOutput(this, lower, machine);
        input = new OpenedInput(this, lower, machine, output);
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
        input.adopt();
    }

    /**
     * Takes in what was received before. Before {@link #start}.
     *
     * @param bytes the peer's first records, or a part
     */
    public void carry(ByteBuffer bytes) {
        input.carry(bytes);
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
            deadline = timer.now() + handshakeNanos;
            timer.set(alarm, deadline);
        }
        started = true;
        drain();
    }

    /**
     * When the handshake times out, once it has begun.
     *
     * @return a time of the timer's, or 0 for never
     */
    public long deadline() {
        return deadline;
    }

    /**
     * The adopted read has ended.
     *
     * @param bytes what came, or null at the end of the stream
     */
    public void handOver(@Nullable ByteBuffer bytes) {
        input.handOver(bytes);
        drain();
    }

    /**
     * The adopted read has failed.
     *
     * @param cause why
     */
    public void handOverFailed(IOException cause) {
        input.failed(cause);
        drain();
    }

    @Override
    public void read(ByteBuffer target) {
        input.read(target);
        drain();
    }

    @Override
    public void write(ByteBuffer source) {
        output.write(source);
        drain();
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        output.askEnd();
        drain();
        IOException broken = failure != null ? failure : output.failure();
        if (!output.endPending() && broken != null) {
            throw broken;
        }
    }

    @Override
    public boolean shutdownPending() {
        return output.endPending();
    }

    @Override
    public boolean withholdsEnd() {
        return input.withholdsEnd();
    }

    @Override
    public void admitEnd() {
        if (input.withholdsEnd()) {
            input.admitEnd();
            drain();
        }
    }

    /** What this reports as the end is one: it was said by TLS, or the transport below was asked. */
    @Override
    public boolean endsDespite(IOException writeFailure) {
        return true;
    }

    @Override
    public boolean writing() {
        return output.writing();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        output.forgetEnd();
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

    /** Only of a read that began before there was TLS: this starts none without a buffer. */
    @Override
    public void lent(ByteBuffer bytes) {
        above().lent(bytes);
    }

    @Override
    public void readCompleted(int count) {
        if (input.adopting()) {
            above().readCompleted(count);
            return;
        }
        input.completed(count);
        drain();
    }

    @Override
    public void readFailed(IOException cause) {
        if (input.adopting()) {
            above().readFailed(cause);
            return;
        }
        input.failed(cause);
        drain();
    }

    @Override
    public void writeCompleted(int count) {
        output.completed(count);
        drain();
    }

    @Override
    public void writeFailed(IOException cause) {
        output.failed(cause);
        drain();
    }

    /** Who reads and writes. */
    TransportListener above() {
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
        Reports reports = new Reports();
        int seen = 1;
        do {
            step(reports);
            seen = work.addAndGet(-seen);
        } while (seen != 0);
        Handshake waiting = handshake;
        if (waiting != null) {
            reports.tell(waiting, machine);
        }
        reports.tell(above());
        reportHeld(reports);
    }

    /** Reports what is held where that has changed noticeably, unless the listener looks because of another report. */
    private void reportHeld(Reports reports) {
        int now = held() / HELD_UNIT;
        if (now != reportedHeld) {
            reportedHeld = now;
            if (reports.none()) {
                above().heldChanged();
            }
        }
    }

    private void step(Reports reports) {
        output.absorb();
        input.absorb();
        if (taskDone) {
            taskDone = false;
            tasking = false;
        }
        if (closed) {
            refuse(reports, new AsynchronousCloseException());
            input.release(tasking);
            return;
        }
        if (rang) {
            rang = false;
            ring();
        }
        try {
            if (failure == null) {
                advance(reports);
            }
        } catch (IOException broken) {
            fail(broken);
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            // The engine's own exceptions for what a peer sent, or for what the machine lacks.
            fail(new SSLException("the TLS engine failed", broken));
        }
        if (failure != null) {
            leave(reports);
        }
    }

    /** The alarm: the handshake has taken too long, the peer does not take the alert, or a doubt has lasted long enough. */
    private void ring() {
        if (failure != null) {
            cannotAlert();
            output.abandon();
        } else if (!machine.established() && !prolonged && timer.now() - deadline >= PAUSE_NANOS) {
            // The process was stopped, or the loop busy: the peer could not have been answered.
            prolonged = true;
            timer.set(alarm, timer.now() + handshakeNanos);
        } else if (!machine.established()) {
            long millis = handshakeNanos / 1_000_000;
            fail(new SocketTimeoutException("no TLS handshake within " + millis + " ms"));
        } else {
            certain = true;
        }
    }

    private void advance(Reports reports) throws IOException {
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
            again |= output.seal(reports);
            again |= input.open(reports);
            if (machine.established() && !told) {
                told = true;
                timer.cancel(alarm);
                reports.established = true;
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
        execute(turns, this::drain);
    }

    private static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException over) {
            // The loop has ended, and this connection before it.
        }
    }

    boolean closed() {
        return closed;
    }

    boolean failing() {
        return failure != null;
    }

    /** Whether it is too early to say why the input ended; whoever asked is drained again, {@link #DOUBT_NANOS} later at most. */
    boolean doubts() {
        if (!doubting) {
            doubting = true;
            timer.set(alarm, timer.now() + DOUBT_NANOS);
        }
        return !certain;
    }

    /** The transport below takes no output any more, or nobody is there to read it. */
    void cannotAlert() {
        alerted = true;
    }

    /** The connection has failed; whoever drains leaves it. */
    void fail(IOException broken) {
        if (failure == null) {
            failure = broken;
            if (!closed) {
                timer.set(alarm, timer.now() + ALERT_NANOS);
            }
        }
    }

    /** Sends the alert of a failure, then tells it. */
    private void leave(Reports reports) {
        input.deliver(reports);
        if (tasking && !alerted) {
            return;
        }
        if (!output.writing() && !alerted) {
            alerted = true;
            output.alert();
        }
        IOException cause = failure;
        if (!output.writing() && cause != null) {
            timer.cancel(alarm);
            output.endLower();
            refuse(reports, cause);
        }
    }

    private void refuse(Reports reports, IOException cause) {
        if (!told) {
            told = true;
            reports.handshakeFailure = cause;
        }
        output.refuse(reports, cause);
        input.refuse(reports, cause);
    }

    @Override
    public int held() {
        return input.held() + (output.holds() ? BufferPool.BUFFER_SIZE : 0);
    }
}

package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Drives the {@link TlsMachine} of a {@link TlsTransport}: its handshake, its two directions and its end.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>Every event (a requested read or write, a completion of the transport below, the end of a task, the alarm) is recorded
 * in a field, then {@link #drain} is called. One thread at a time drains: it moves the machine as far as it goes. The
 * listeners are notified after the drain, so an operation that a listener starts drains by itself and completes at once if
 * it can.
 *
 * <p>{@link TlsOutput} and {@link TlsInput} are the two directions. A batch from the writer is one write below (three full
 * records at a time). The tasks of a handshake, mostly signatures, run as {@link TlsTasks} describes, so the loop's other
 * connections continue.
 *
 * <p>On a failure, the alert is sent and the output ended before the failure is reported, because the listener closes the
 * connection; {@link TlsAlarm} limits the wait. Once there is a session, a write that fails below ends only the output, as
 * without TLS: what the peer wrote before it ended and closed is still read, although the peer no longer takes a session
 * ticket.
 */
final class TlsDriver extends DrainLoop {
    /** Smaller changes of the memory held are not reported: 1 KiB. */
    private static final int HELD_UNIT = MemoryBudget.UNCOUNTED;

    final TlsOutput output;
    final TlsInput input;
    final TlsAlarm alarm;

    private final TlsMachine machine;
    private final Executor turns;
    private final Executor reports;
    private @Nullable TransportListener listener;
    private TlsTransport.@Nullable Handshake handshake;

    // Events, for the thread that drains.
    private volatile boolean started;
    private volatile boolean closed;
    private volatile boolean taskEnded;
    private volatile @Nullable Throwable taskFailure;

    // State of the thread that drains.
    private boolean taskRunning;
    private boolean handshakeReported;

    /** The alert has been sent, or cannot be. */
    private boolean alerted;

    private @Nullable IOException failure;

    /** The last reported value of {@link #held}, in units; need not be exact. */
    private volatile int reportedHeld;

    TlsDriver(
            Transport lower,
            TlsMachine machine,
            Executor turns,
            Executor reports,
            Executor arrivals,
            Timer timer,
            long handshakeNanos) {
        this.machine = machine;
        this.turns = turns;
        this.reports = reports;
        alarm = new TlsAlarm(this, arrivals, timer, handshakeNanos);
        output = new TlsOutput(this, lower, machine);
        input = new TlsInput(this, lower, machine);
    }

    void listener(TransportListener value) {
        listener = value;
    }

    /** The listener that reads and writes. */
    TransportListener listener() {
        TransportListener known = listener;
        if (known == null) {
            throw new IllegalStateException("no listener");
        }
        return known;
    }

    void start(TlsTransport.Handshake receiver) {
        handshake = receiver;
        alarm.startHandshake();
        started = true;
        drain();
    }

    /** Records that the transport is closed; a drain follows. */
    void close() {
        closed = true;
        output.cancelEnd();
        alarm.cancel();
    }

    boolean closed() {
        return closed;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    int held() {
        return input.held() + (output.holdsRecords() ? BufferPool.BUFFER_SIZE : 0);
    }

    // Draining

    void drain() {
        if (!started || !enter()) {
            return;
        }
        TlsEvents events = new TlsEvents();
        do {
            step(events);
        } while (!leave());
        reports.execute(() -> report(events));
    }

    private void report(TlsEvents events) {
        TlsTransport.Handshake receiver = handshake;
        if (receiver != null) {
            events.report(receiver, machine);
        }
        events.report(listener());
        reportHeld(events);
    }

    /** Reports a noticeable change of the memory held, unless another event lets the listener look at it anyway. */
    private void reportHeld(TlsEvents events) {
        int now = held() / HELD_UNIT;
        if (now != reportedHeld) {
            reportedHeld = now;
            if (events.none()) {
                listener().heldChanged();
            }
        }
    }

    private void step(TlsEvents events) {
        output.takeCompletion();
        input.takeCompletion();
        if (taskEnded) {
            taskEnded = false;
            taskRunning = false;
        }
        if (closed) {
            failPending(events, new AsynchronousCloseException());
            input.release(taskRunning);
            return;
        }
        if (alarm.takeFired()) {
            expire();
        }
        try {
            if (failure == null) {
                advance(events);
            }
        } catch (IOException broken) {
            fail(broken);
        } catch (RuntimeException | LinkageError | StackOverflowError broken) {
            // The engine's own exceptions for malformed input, or for something that this JVM lacks.
            fail(new SSLException("the TLS engine failed", broken));
        }
        if (failure != null) {
            terminate(events);
        }
    }

    /** Handles the alarm. */
    private void expire() {
        if (failure != null) {
            cannotAlert();
            output.abandon();
        } else if (machine.established()) {
            alarm.endResetCheck();
        } else if (!alarm.prolongHandshake()) {
            fail(alarm.handshakeTimeout());
        }
    }

    private void advance(TlsEvents events) throws IOException {
        boolean again;
        do {
            again = false;
            if (taskRunning) {
                return;
            }
            Throwable broken = taskFailure;
            if (broken != null) {
                throw new SSLException("a task of the TLS handshake failed", broken);
            }
            Runnable task = machine.task();
            if (task != null) {
                taskRunning = true;
                TlsTasks.SHARED.execute(task, this::taskEnded);
                return;
            }
            again |= output.encrypt(events);
            again |= input.decrypt(events);
            if (machine.established() && !handshakeReported) {
                handshakeReported = true;
                alarm.endHandshake();
                events.established = true;
            }
        } while (again);
    }

    private void taskEnded(@Nullable Throwable broken) {
        taskFailure = broken;
        taskEnded = true;
        execute(turns, this::drain);
    }

    static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException over) {
            // The loop has ended, and this connection before it.
        }
    }

    // Failures

    /** Records that no alert can be sent: the transport below takes no output, or the peer does not read. */
    void cannotAlert() {
        alerted = true;
    }

    /** Fails the connection; the drain terminates it. */
    void fail(IOException broken) {
        if (failure == null) {
            failure = broken;
            if (!closed) {
                alarm.limitAlert();
            }
        }
    }

    /** Sends the alert of a failure, then reports the failure. */
    private void terminate(TlsEvents events) {
        input.deliver(events);
        if (taskRunning && !alerted) {
            return;
        }
        if (!output.writing() && !alerted) {
            alerted = true;
            output.alert();
        }
        IOException cause = failure;
        if (!output.writing() && cause != null) {
            alarm.cancel();
            output.endLower();
            failPending(events, cause);
        }
    }

    private void failPending(TlsEvents events, IOException cause) {
        if (!handshakeReported) {
            handshakeReported = true;
            events.handshakeFailure = cause;
        }
        output.failPending(events, cause);
        input.failPending(events, cause);
    }
}

package dev.futurewire.internal.tls;

import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The output of a {@link TlsTransport}: encrypts the writer's bytes and the protocol's own messages and passes the records to
 * the transport below, one write at a time. A write completes when the transport below has taken its records, so {@code
 * flush} means the same as without TLS.
 *
 * <p>For the thread that drains, except the requests and completions.
 */
final class TlsOutput {
    private static final int NONE = TlsEvents.NONE;
    private static final int FAILED = NONE + 1;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final TlsDriver driver;
    private final Transport lower;
    private final TlsMachine machine;

    // Requests.
    private volatile @Nullable ByteBuffer source;
    private volatile boolean endRequested;
    private volatile boolean endPending;

    // The completion of the write below.
    private volatile int result = NONE;
    private @Nullable IOException resultFailure;

    /** The records that the transport below is writing. */
    private @Nullable ByteBuffer records;

    /** Number of bytes of the source that have been encrypted. */
    private int encrypted;

    private boolean writing;
    private boolean lowerEnded;
    private @Nullable IOException failure;

    TlsOutput(TlsDriver driver, Transport lower, TlsMachine machine) {
        this.driver = driver;
        this.lower = lower;
        this.machine = machine;
    }

    // Requests

    void write(ByteBuffer bytes) {
        source = bytes;
    }

    void requestEnd() {
        endPending = true;
        endRequested = true;
    }

    boolean endPending() {
        return endPending;
    }

    /** The connection is closed: the end of the output is no longer awaited. */
    void cancelEnd() {
        endPending = false;
    }

    // Completions of the transport below

    void completed(int count) {
        result = count;
    }

    void failed(IOException cause) {
        resultFailure = cause;
        result = FAILED;
    }

    // Draining

    boolean writing() {
        return writing;
    }

    /** Whether a writer waits, or its records are being written. */
    boolean busy() {
        return writing || source != null;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** Encrypts and writes as much as the transport below takes; true if something was written. */
    boolean encrypt(TlsEvents events) throws IOException {
        boolean any = false;
        completeWrite(events);
        while (!writing && failure == null) {
            if (endRequested && machine.established() && !machine.outputEnded()) {
                machine.closeOutput();
            }
            ByteBuffer plaintext = source;
            if (plaintext != null && machine.outputEnded()) {
                throw new SSLException("the output has ended: in TLS 1.2 the peer's close_notify ends both directions");
            }
            if (!machine.wantsWrap() && (plaintext == null || !machine.canSend())) {
                break;
            }
            ByteBuffer target = RecordBuffers.take();
            encrypted += machine.wrap(plaintext == null ? EMPTY : plaintext, target);
            if (!send(target)) {
                break;
            }
            any = true;
            completeWrite(events);
        }
        if (failure != null) {
            discard();
        }
        if (!writing && endRequested && endPending && (machine.outputEnded() || failure != null)) {
            endLower();
            events.outputEnded = true;
        }
        return any;
    }

    /** Discards the protocol's own messages after a failure: the machine reads no further before they are wrapped. */
    private void discard() throws SSLException {
        while (machine.wantsWrap()) {
            ByteBuffer discarded = RecordBuffers.take();
            machine.wrap(EMPTY, discarded);
            boolean nothing = discarded.position() == 0;
            RecordBuffers.give(discarded);
            if (nothing) {
                return;
            }
        }
    }

    /** Sends the alert of a failure. */
    void alert() {
        ByteBuffer target = RecordBuffers.take();
        machine.alert(target);
        send(target);
    }

    /** Passes records to the transport below; false if there are none. */
    private boolean send(ByteBuffer target) {
        if (target.position() == 0) {
            RecordBuffers.give(target);
            return false;
        }
        records = target.flip();
        writing = true;
        lower.write(target);
        takeCompletion();
        return true;
    }

    /** Takes the completion of the write below, and continues a partial write. */
    void takeCompletion() {
        while (result != NONE) {
            int count = result;
            result = NONE;
            ByteBuffer rest = records;
            if (count == FAILED) {
                writing = false;
                records = null;
                driver.cannotAlert();
                fail(resultFailure != null ? resultFailure : new ClosedChannelException());
            } else if (rest != null && rest.hasRemaining() && !driver.closed()) {
                lower.write(rest);
            } else {
                writing = false;
                records = null;
                RecordBuffers.give(rest);
            }
        }
    }

    private void fail(IOException broken) {
        failure = broken;
        if (!machine.established()) {
            driver.fail(broken);
        }
    }

    /** Completes the write if the transport below has taken its records, or fails it if it never will. */
    void completeWrite(TlsEvents events) {
        if (failure != null && source != null) {
            events.writeFailure = failure;
            encrypted = 0;
            source = null;
        } else if (!writing && driver.failure() == null && encrypted > 0) {
            events.written = encrypted;
            encrypted = 0;
            source = null;
        }
    }

    /** The peer does not take the alert: stops waiting for the write. */
    void abandon() {
        writing = false;
    }

    void endLower() {
        endPending = false;
        if (!lowerEnded) {
            lowerEnded = true;
            try {
                lower.shutdownOutput();
            } catch (IOException broken) {
                fail(broken);
            }
        }
    }

    /** The connection has ended: fails the pending write and completes the requested end. */
    void failPending(TlsEvents events, IOException cause) {
        if (endRequested) {
            endPending = false;
            events.outputEnded = true;
        }
        if (source != null) {
            source = null;
            events.writeFailure = cause;
        }
    }

    /** Whether the transport below has a record buffer of this. */
    boolean holdsRecords() {
        return records != null;
    }
}

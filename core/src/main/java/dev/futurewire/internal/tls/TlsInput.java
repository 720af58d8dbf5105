package dev.futurewire.internal.tls;

import dev.futurewire.TlsTruncatedException;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The input of a {@link TlsTransport}: reads records from the transport below and decrypts them, for the handshake or into
 * the reader's buffer. Once there is a session, it reads below only while a read above is pending.
 *
 * <p>In TLS 1.2, the peer's end of the stream also ends this end's output. It is withheld until the listener above has
 * answered the data before it ({@link dev.futurewire.internal.transport.TransportListener#endWithheld}).
 *
 * <p>For the thread that drains, except the requests and completions.
 */
final class TlsInput {
    private static final int NONE = TlsEvents.NONE;
    private static final int FAILED = NONE + 1;

    private final TlsDriver driver;
    private final Transport lower;
    private final TlsMachine machine;
    private final CiphertextBuffer received = new CiphertextBuffer();

    // Requests.
    private volatile @Nullable ByteBuffer target;
    private volatile boolean withheld;
    private volatile boolean endAdmitted;
    private volatile boolean adopting;

    /** The bytes of an adopted read. Written before the result. */
    private @Nullable ByteBuffer adopted;

    // The completion of the read below.
    private volatile int result = NONE;
    private @Nullable IOException resultFailure;

    /** Decrypted bytes that did not fit into the reader's buffer. */
    private @Nullable ByteBuffer decrypted;

    private boolean reading;
    private boolean lowerEnded;

    TlsInput(TlsDriver driver, Transport lower, TlsMachine machine) {
        this.driver = driver;
        this.lower = lower;
        this.machine = machine;
    }

    // Requests

    void read(ByteBuffer buffer) {
        target = buffer;
    }

    boolean withholdsEnd() {
        return withheld;
    }

    void admitEnd() {
        endAdmitted = true;
        withheld = false;
    }

    /** See {@link TlsTransport#adopt}. */
    void adopt() {
        adopting = true;
        reading = true;
    }

    /** Whether the read below began before TLS and has not been handed over. */
    boolean adopting() {
        return adopting;
    }

    void carry(ByteBuffer bytes) {
        received.append(bytes);
    }

    /** See {@link TlsTransport#handOver}. Copies, because the buffer is reused after this call. */
    void handOver(@Nullable ByteBuffer bytes) {
        if (bytes != null) {
            adopted = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            result = 0;
        } else {
            result = -1;
        }
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

    /** Takes the completion of the read below. */
    void takeCompletion() {
        int count = result;
        if (count == NONE) {
            return;
        }
        result = NONE;
        reading = false;
        adopting = false;
        ByteBuffer handedOver = adopted;
        if (handedOver != null) {
            adopted = null;
            received.append(handedOver);
        }
        if (count == FAILED) {
            received.received(0);
            driver.fail(resultFailure != null ? resultFailure : new ClosedChannelException());
            driver.cannotAlert();
        } else if (count < 0) {
            received.received(0);
            lowerEnded = true;
        } else if (count > 0) {
            received.received(count);
        }
    }

    /** Decrypts for the reader or the handshake; true if there may be more to do. */
    boolean decrypt(TlsEvents events) throws IOException {
        TlsOutput output = driver.output;
        output.completeWrite(events);
        if (deliver(events)) {
            return true;
        }
        if (hasDecrypted()) {
            return false;
        }
        ByteBuffer wanted = target;
        if (machine.inputEnded()) {
            if (wanted != null) {
                target = null;
                events.read = -1;
            }
            return false;
        }
        // An adopted read has a buffer of its own: the bytes carried over are decrypted while it is in progress.
        if ((reading && !adopting) || (machine.established() && wanted == null)) {
            return false;
        }
        ByteBuffer records = received.bytes();
        if (machine.endsBoth(records) && !admitsEnd(events)) {
            return false;
        }
        long before = machine.steps();
        int count = unwrap(records, wanted);
        if (count > 0 && wanted != null && decrypted == null) {
            target = null;
            events.read = count;
            return true;
        }
        if (count > 0 || machine.inputEnded() || machine.task() != null) {
            return true;
        }
        if (machine.wantsWrap()) {
            // The write in progress completes first; then the answer can follow.
            return !output.writing() && output.failure() == null;
        }
        if (machine.need() == TlsMachine.Need.INPUT) {
            return fill();
        }
        return machine.steps() != before && machine.need() == TlsMachine.Need.OTHER;
    }

    /** In TLS 1.2, the peer's end also ends the output: the data before it is answered first. */
    private boolean admitsEnd(TlsEvents events) {
        if (driver.output.busy()) {
            return false;
        }
        if (endAdmitted || !driver.listener().judgesEnd()) {
            endAdmitted = false;
            return true;
        }
        if (!withheld) {
            withheld = true;
            events.endWithheld = true;
        }
        return false;
    }

    private int unwrap(ByteBuffer records, @Nullable ByteBuffer wanted) throws SSLException {
        if (wanted != null && wanted.remaining() >= TlsMachine.roomFor(records)) {
            int count = machine.unwrap(records, wanted);
            if (count > 0 || machine.need() != TlsMachine.Need.ROOM) {
                return count;
            }
        }
        ByteBuffer staging = RecordBuffers.take();
        int count = machine.unwrap(records, staging);
        if (count > 0) {
            decrypted = staging.flip();
        } else {
            RecordBuffers.give(staging);
        }
        return count;
    }

    private boolean hasDecrypted() {
        return decrypted != null && decrypted.hasRemaining();
    }

    /** Completes the read with bytes that have been decrypted already; false if there are none, or no read. */
    boolean deliver(TlsEvents events) {
        ByteBuffer staged = decrypted;
        ByteBuffer wanted = target;
        if (staged == null || wanted == null) {
            return false;
        }
        int count = Math.min(staged.remaining(), wanted.remaining());
        int end = staged.limit();
        wanted.put(staged.limit(staged.position() + count));
        staged.limit(end);
        if (!staged.hasRemaining()) {
            decrypted = null;
            RecordBuffers.give(staged);
        } else if (staged.remaining() < staged.capacity() / 2) {
            // While no read is pending, no more memory than necessary is held.
            ByteBuffer rest = ByteBuffer.allocate(staged.remaining());
            decrypted = rest.put(staged).flip();
            RecordBuffers.give(staged);
        }
        target = null;
        events.read = count;
        return true;
    }

    private boolean fill() throws IOException {
        if (reading) {
            return false;
        }
        if (lowerEnded) {
            return end();
        }
        reading = true;
        lower.read(received.offer(driver.listener()));
        takeCompletion();
        return !reading && driver.failure() == null;
    }

    /**
     * Handles the end of the stream below. If a write has failed, the end may be a reset ({@link Transport#endsDespite}), which
     * is neither a truncation nor a tolerated end. The read may complete before the write, so if the end would be a failure, a
     * write in progress is awaited for a moment.
     *
     * @return false while a write is awaited
     */
    private boolean end() throws IOException {
        TlsOutput output = driver.output;
        output.takeCompletion();
        IOException broken = output.failure();
        boolean reset = broken != null && !lower.endsDespite(broken);
        if (broken != null && reset && !machine.inputEnded()) {
            throw broken;
        }
        try {
            machine.endOfInput();
            return true;
        } catch (TlsTruncatedException truncated) {
            if (broken != null) {
                throw broken;
            }
            if (output.writing() && machine.established() && driver.alarm.awaitsReset()) {
                return false;
            }
            throw truncated;
        }
    }

    /** The connection has ended: fails the pending read unless decrypted bytes remain for it. */
    void failPending(TlsEvents events, IOException cause) {
        if (target != null && !hasDecrypted()) {
            target = null;
            events.readFailure = cause;
        }
    }

    /**
     * Releases the buffers after the transport was closed.
     *
     * @param taskRunning whether a task of the handshake may still use the received records
     */
    void release(boolean taskRunning) {
        if (!reading && !taskRunning) {
            received.release();
        }
        RecordBuffers.give(decrypted);
        decrypted = null;
    }

    /** The capacity of the buffers; may be out of date on threads other than the one that drains. */
    int held() {
        ByteBuffer staged = decrypted;
        return received.bytes().capacity() + (staged == null ? 0 : staged.capacity());
    }
}

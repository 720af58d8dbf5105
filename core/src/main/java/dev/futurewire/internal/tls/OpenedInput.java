package dev.futurewire.internal.tls;

import dev.futurewire.TlsTruncatedException;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a {@link TlsTransport}: records are read from the transport below and decrypted, for the handshake or
 * into the reader's buffer. Once there is a session nothing is read below unless somebody reads above.
 *
 * <p>In TLS 1.2 the peer's end ends our output with it. It is withheld until the listener above has answered what came
 * before ({@link dev.futurewire.internal.transport.TransportListener#endWithheld}).
 *
 * <p>Belongs to whoever drains, except what is asked and what is reported from below.
 */
final class OpenedInput {
    private static final int NOTHING = Reports.NOTHING;
    private static final int FAILED = NOTHING + 1;

    private final TlsTransport tls;
    private final Transport lower;
    private final TlsMachine machine;
    private final SealedOutput output;
    private final ReceivedRecords received = new ReceivedRecords();

    // What is asked.
    private volatile @Nullable ByteBuffer target;
    private volatile boolean withheld;
    private volatile boolean endAdmitted;
    private volatile boolean adopting;

    /** What an adopted read has brought. Written before the result. */
    private @Nullable ByteBuffer inherited;

    // What was reported from below.
    private volatile int result = NOTHING;
    private @Nullable IOException resultFailure;

    /** What is decrypted and does not fit into the reader's buffer. */
    private @Nullable ByteBuffer opened;

    private boolean reading;
    private boolean lowerEnded;

    OpenedInput(TlsTransport tls, Transport lower, TlsMachine machine, SealedOutput output) {
        this.tls = tls;
        this.lower = lower;
        this.machine = machine;
        this.output = output;
    }

    // Asked

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

    /** Whether the read below began before there was TLS, and has not been handed over. */
    boolean adopting() {
        return adopting;
    }

    void carry(ByteBuffer bytes) {
        received.append(bytes);
    }

    /** See {@link TlsTransport#handOver}. Copied: the buffer is its owner's again when this returns. */
    void handOver(@Nullable ByteBuffer bytes) {
        if (bytes != null) {
            inherited = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            result = 0;
        } else {
            result = -1;
        }
    }

    // Reported from below

    void completed(int count) {
        result = count;
    }

    void failed(IOException cause) {
        resultFailure = cause;
        result = FAILED;
    }

    // Draining

    /** Takes in what the transport below has reported. */
    void absorb() {
        int count = result;
        if (count == NOTHING) {
            return;
        }
        result = NOTHING;
        reading = false;
        adopting = false;
        ByteBuffer handedOver = inherited;
        if (handedOver != null) {
            inherited = null;
            received.append(handedOver);
        }
        if (count == FAILED) {
            received.received(0);
            tls.fail(resultFailure != null ? resultFailure : new ClosedChannelException());
            tls.cannotAlert();
        } else if (count < 0) {
            received.received(0);
            lowerEnded = true;
        } else if (count > 0) {
            received.received(count);
        }
    }

    /** Decrypts for the reader, or for the handshake; true if something happened. */
    boolean open(Reports reports) throws IOException {
        output.settle(reports);
        if (deliver(reports)) {
            return true;
        }
        if (opened != null && opened.hasRemaining()) {
            return false;
        }
        ByteBuffer wanted = target;
        if (machine.inputEnded()) {
            if (wanted != null) {
                target = null;
                reports.read = -1;
            }
            return false;
        }
        // An adopted read has a buffer of its own: what was carried over is opened while that is under way.
        if ((reading && !adopting) || (machine.established() && wanted == null)) {
            return false;
        }
        ByteBuffer records = received.bytes();
        if (machine.endsBoth(records) && !admitsEnd(reports)) {
            return false;
        }
        long before = machine.steps();
        int count = unwrap(records, wanted);
        if (count > 0 && wanted != null && opened == null) {
            target = null;
            reports.read = count;
            return true;
        }
        if (count > 0 || machine.inputEnded() || machine.task() != null) {
            return true;
        }
        if (machine.wantsWrap()) {
            // What is being written first is to be taken below; then the answer can follow.
            return !output.writing() && output.failure() == null;
        }
        if (machine.need() == TlsMachine.Need.INPUT) {
            return fill();
        }
        return machine.steps() != before && machine.need() == TlsMachine.Need.OTHER;
    }

    /** In TLS 1.2 the peer's end is ours: what came before it is to be answered first. */
    private boolean admitsEnd(Reports reports) {
        if (output.busy()) {
            return false;
        }
        if (endAdmitted || !tls.above().judgesEnd()) {
            endAdmitted = false;
            return true;
        }
        if (!withheld) {
            withheld = true;
            reports.withheld = true;
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
            opened = staging.flip();
        } else {
            RecordBuffers.give(staging);
        }
        return count;
    }

    /** Gives the reader what is decrypted already. */
    boolean deliver(Reports reports) {
        ByteBuffer staged = opened;
        ByteBuffer wanted = target;
        if (staged == null || wanted == null) {
            return false;
        }
        int count = Math.min(staged.remaining(), wanted.remaining());
        int end = staged.limit();
        wanted.put(staged.limit(staged.position() + count));
        staged.limit(end);
        if (!staged.hasRemaining()) {
            opened = null;
            RecordBuffers.give(staged);
        } else if (staged.remaining() < staged.capacity() / 2) {
            // A reader that is away, or may not read on, leaves no more than this.
            ByteBuffer rest = ByteBuffer.allocate(staged.remaining());
            opened = rest.put(staged).flip();
            RecordBuffers.give(staged);
        }
        target = null;
        reports.read = count;
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
        lower.read(received.offer(tls.above()));
        absorb();
        return !reading && !tls.failing();
    }

    /**
     * The stream below has ended. Where a write has failed that may be a reset, see {@link Transport#endsDespite}: neither a
     * truncation nor an end that may be tolerated. The read may be reported first, so where the end is a failure a write that
     * is under way is waited for a moment.
     *
     * @return false if it is waited for
     */
    private boolean end() throws IOException {
        output.absorb();
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
            if (output.writing() && machine.established() && tls.doubts()) {
                return false;
            }
            throw truncated;
        }
    }

    /** The connection is over: who reads gets what is decrypted already, or the failure. */
    void refuse(Reports reports, IOException cause) {
        if (target != null && !(opened != null && opened.hasRemaining())) {
            target = null;
            reports.readFailure = cause;
        }
    }

    /**
     * The transport is closed: the buffers go.
     *
     * @param tasking whether a task of the handshake may still look at what was received
     */
    void release(boolean tasking) {
        if (!reading && !tasking) {
            received.release();
        }
        RecordBuffers.give(opened);
        opened = null;
    }

    /** How many bytes the buffers of this hold; may be out of date on other threads than the draining one. */
    int held() {
        ByteBuffer staged = opened;
        return received.bytes().capacity() + (staged == null ? 0 : staged.capacity());
    }
}

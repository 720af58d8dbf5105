package dev.futurewire.internal.tls;

import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The writing half of a {@link TlsTransport}: what a writer gave, and what the machine has to say itself, is encrypted and
 * handed to the transport below, one write at a time. A write ends when what it took, encrypted, has been taken
 * below: so {@code flush} means what it means without TLS.
 *
 * <p>Belongs to whoever drains, except what is asked ({@link #write}, {@link #askEnd}) and what is reported from below.
 */
final class SealedOutput {
    private static final int NOTHING = Reports.NOTHING;
    private static final int FAILED = NOTHING + 1;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final TlsTransport tls;
    private final Transport lower;
    private final TlsMachine machine;

    // What is asked.
    private volatile @Nullable ByteBuffer source;
    private volatile boolean endAsked;
    private volatile boolean endPending;

    // What was reported from below.
    private volatile int result = NOTHING;
    private @Nullable IOException resultFailure;

    /** What the transport below has. */
    private @Nullable ByteBuffer sealed;

    /** How much of the source has been encrypted. */
    private int taken;

    private boolean writing;
    private boolean lowerEnded;
    private @Nullable IOException failure;

    SealedOutput(TlsTransport tls, Transport lower, TlsMachine machine) {
        this.tls = tls;
        this.lower = lower;
        this.machine = machine;
    }

    // Asked

    void write(ByteBuffer bytes) {
        source = bytes;
    }

    void askEnd() {
        endPending = true;
        endAsked = true;
    }

    boolean endPending() {
        return endPending;
    }

    /** The connection is closed: nobody waits for the end of the output. */
    void forgetEnd() {
        endPending = false;
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

    boolean writing() {
        return writing;
    }

    /** Whether a writer waits, or what it gave is on its way. */
    boolean busy() {
        return writing || source != null;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** Encrypts and hands it to the transport below; true if something happened. */
    boolean seal(Reports reports) throws IOException {
        boolean any = false;
        settle(reports);
        while (!writing && failure == null) {
            if (endAsked && machine.established() && !machine.outputEnded()) {
                machine.closeOutput();
            }
            ByteBuffer given = source;
            if (given != null && machine.outputEnded()) {
                throw new SSLException("the output has ended: in TLS 1.2 the peer's close_notify ends both directions");
            }
            if (!machine.wantsWrap() && (given == null || !machine.canSend())) {
                break;
            }
            ByteBuffer target = RecordBuffers.take();
            taken += machine.wrap(given == null ? EMPTY : given, target);
            if (!send(target)) {
                break;
            }
            any = true;
            settle(reports);
        }
        if (failure != null) {
            discard();
        }
        if (!writing && endAsked && endPending && (machine.outputEnded() || failure != null)) {
            endLower();
            reports.outputEnded = true;
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

    /** Says by the protocol that the connection has failed. */
    void alert() {
        ByteBuffer target = RecordBuffers.take();
        machine.alert(target);
        send(target);
    }

    /** Hands records to the transport below; false if there are none. */
    private boolean send(ByteBuffer records) {
        if (records.position() == 0) {
            RecordBuffers.give(records);
            return false;
        }
        sealed = records.flip();
        writing = true;
        lower.write(records);
        absorb();
        return true;
    }

    /** Takes in what the transport below has reported. */
    void absorb() {
        while (result != NOTHING) {
            int count = result;
            result = NOTHING;
            ByteBuffer records = sealed;
            if (count == FAILED) {
                writing = false;
                sealed = null;
                tls.cannotAlert();
                fail(resultFailure != null ? resultFailure : new ClosedChannelException());
            } else if (records != null && records.hasRemaining() && !tls.closed()) {
                lower.write(records);
            } else {
                writing = false;
                sealed = null;
                RecordBuffers.give(records);
            }
        }
    }

    private void fail(IOException broken) {
        failure = broken;
        if (!machine.established()) {
            tls.fail(broken);
        }
    }

    /** Lets the writer know if what it gave has been taken below, or never will be. */
    void settle(Reports reports) {
        if (failure != null && source != null) {
            reports.writeFailure = failure;
            taken = 0;
            source = null;
        } else if (!writing && !tls.failing() && taken > 0) {
            reports.write = taken;
            taken = 0;
            source = null;
        }
    }

    /** The peer does not take the alert: it is waited for no more. */
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

    /** The connection is over: so is what was asked. */
    void refuse(Reports reports, IOException cause) {
        if (endAsked) {
            endPending = false;
            reports.outputEnded = true;
        }
        if (source != null) {
            source = null;
            reports.writeFailure = cause;
        }
    }

    /** Whether the transport below has a large buffer of this; for tests. */
    boolean holds() {
        return sealed != null;
    }
}

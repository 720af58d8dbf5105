package dev.futurewire.internal.tls;

import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a drain of a {@link TlsTransport} has to tell when it is over. */
final class Reports {
    static final int NOTHING = Integer.MIN_VALUE;

    /** How many bytes were read, -1 at the end of the stream. */
    int read = NOTHING;

    /** How many bytes of a writer have been taken below. */
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

    /** Whether there is nothing to report. */
    boolean none() {
        boolean ended = outputEnded || withheld || readFailure != null || writeFailure != null;
        return read == NOTHING && write == NOTHING && !ended;
    }

    /** Tells the one who waits for the handshake. */
    void tell(TlsTransport.Handshake waiting, TlsMachine machine) {
        if (established) {
            waiting.established(machine);
        } else if (handshakeFailure != null) {
            waiting.failed(handshakeFailure);
        }
    }

    /** Tells the rest to the one who reads and writes. */
    void tell(TransportListener above) {
        if (writeFailure != null) {
            above.writeFailed(writeFailure);
        } else if (write != NOTHING) {
            above.writeCompleted(write);
        }
        if (readFailure != null) {
            above.readFailed(readFailure);
        } else if (read != NOTHING) {
            above.readCompleted(read);
        }
        if (outputEnded) {
            above.shutdownCompleted();
        }
        if (withheld) {
            above.endWithheld();
        }
    }
}

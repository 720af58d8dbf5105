package dev.futurewire.internal.tls;

import dev.futurewire.internal.transport.TransportListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a drain of a {@link TlsDriver} reports to the listeners when it is over. */
final class TlsEvents {
    static final int NONE = Integer.MIN_VALUE;

    /** Number of bytes read, -1 at the end of the stream. */
    int read = NONE;

    /** Number of a writer's bytes that the transport below has taken, encrypted. */
    int written = NONE;

    boolean established;
    boolean outputEnded;
    boolean endWithheld;

    @Nullable
    IOException handshakeFailure;

    @Nullable
    IOException readFailure;

    @Nullable
    IOException writeFailure;

    /** Whether there is nothing to report to the transport's listener. */
    boolean none() {
        boolean ended = outputEnded || endWithheld || readFailure != null || writeFailure != null;
        return read == NONE && written == NONE && !ended;
    }

    void report(TlsTransport.Handshake receiver, TlsMachine machine) {
        if (established) {
            receiver.established(machine);
        } else if (handshakeFailure != null) {
            receiver.failed(handshakeFailure);
        }
    }

    void report(TransportListener listener) {
        if (writeFailure != null) {
            listener.writeFailed(writeFailure);
        } else if (written != NONE) {
            listener.writeCompleted(written);
        }
        if (readFailure != null) {
            listener.readFailed(readFailure);
        } else if (read != NONE) {
            listener.readCompleted(read);
        }
        if (outputEnded) {
            listener.shutdownCompleted();
        }
        if (endWithheld) {
            listener.endWithheld();
        }
    }
}

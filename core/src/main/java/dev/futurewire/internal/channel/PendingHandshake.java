package dev.futurewire.internal.channel;

import dev.futurewire.TlsSession;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.observe.Operation;
import org.jspecify.annotations.Nullable;

/** Future of a pending TLS handshake. */
final class PendingHandshake extends PendingOperation<TlsSession> {
    private volatile long deadline;

    PendingHandshake(FutureContext context, long since, @Nullable Object callSite) {
        super(context, since, callSite);
    }

    @Override
    public Operation kind() {
        return Operation.START_TLS;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    /** Sets the deadline of a handshake that has started; 0 if there is none. */
    void until(long time) {
        deadline = time;
    }

    void trySuccess(TlsSession session) {
        if (claim()) {
            finish(session);
        }
    }

    void tryFailure(Exception cause) {
        if (claim()) {
            fail(cause);
        }
    }
}

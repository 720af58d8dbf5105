package dev.futurewire.internal.channel;

import dev.futurewire.TlsSession;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.observe.Operation;
import org.jspecify.annotations.Nullable;

/** A TLS handshake that somebody waits for. */
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

    /** The handshake has begun and has so long; 0 for ever. */
    void until(long time) {
        deadline = time;
    }

    void succeed(TlsSession session) {
        if (claim()) {
            finish(session);
        }
    }

    void refuse(Exception why) {
        if (claim()) {
            fail(why);
        }
    }
}

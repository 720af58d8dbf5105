package dev.futurewire.internal.output;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.observe.Operation;
import org.jspecify.annotations.Nullable;

/** Future of a pending write, flush or shutdown of the output. */
public final class PendingWrite extends PendingOperation<Void> {
    private final Operation kind;

    /** For a flush: the number of bytes that must have been sent. */
    public long mark;

    public PendingWrite(FutureContext context, Operation kind, long mark, long since, @Nullable Object callSite) {
        super(context, since, callSite);
        this.kind = kind;
        this.mark = mark;
    }

    @Override
    public Operation kind() {
        return kind;
    }
}

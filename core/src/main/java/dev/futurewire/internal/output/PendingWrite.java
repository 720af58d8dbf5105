package dev.futurewire.internal.output;

import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.future.PendingOperation;
import dev.futurewire.observe.Operation;
import org.jspecify.annotations.Nullable;

/** A write at the high-water mark, a flush, or an end of output that waits. */
public final class PendingWrite extends PendingOperation<Void> {
    private final Operation kind;

    /** For a flush: how many bytes must have been sent. */
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

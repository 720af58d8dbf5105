package dev.futurewire.internal.channel;

import org.jspecify.annotations.Nullable;

/** A future that is complete for good: one instance may be given to everybody. */
final class DoneFuture extends WireFuture<@Nullable Void> {
    DoneFuture(Scope scope) {
        super(scope);
        complete(null);
    }

    @Override
    public void obtrudeValue(@Nullable Void value) {
        throw new UnsupportedOperationException("this future is shared and stays complete");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("this future is shared and stays complete");
    }
}

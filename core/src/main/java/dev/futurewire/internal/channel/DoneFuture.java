package dev.futurewire.internal.channel;

/** A future that is complete for good: one instance may be given to everybody. */
final class DoneFuture extends WireFuture<Void> {
    @SuppressWarnings("NullAway") // null is the only value of a Void
    DoneFuture(Scope scope) {
        super(scope);
        complete(null);
    }

    @Override
    public void obtrudeValue(Void value) {
        throw new UnsupportedOperationException("this future is shared and stays complete");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException("this future is shared and stays complete");
    }
}

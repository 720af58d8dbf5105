package dev.futurewire.observe;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Calls two listeners, one after the other, and keeps them independent of each other. */
record CombinedListener(ConnectionListener first, ConnectionListener second) implements ConnectionListener {
    private void both(Consumer<ConnectionListener> call) {
        try {
            call.accept(first);
        } catch (Throwable failure) {
            try {
                call.accept(second);
            } catch (Throwable another) {
                if (another != failure) {
                    failure.addSuppressed(another);
                }
            }
            throw failure;
        }
        call.accept(second);
    }

    @Override
    public void opened(AsyncChannel channel) {
        both(listener -> listener.opened(channel));
    }

    @Override
    public void read(AsyncChannel channel, ByteBuffer bytes) {
        both(listener -> listener.read(channel, bytes.duplicate()));
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer bytes) {
        both(listener -> listener.consumed(channel, bytes.duplicate()));
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer bytes) {
        both(listener -> listener.written(channel, bytes.duplicate()));
    }

    @Override
    public void awaiting(AsyncChannel channel, Operation operation) {
        both(listener -> listener.awaiting(channel, operation));
    }

    @Override
    public void warning(Warning warning) {
        both(listener -> listener.warning(warning));
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        both(listener -> listener.closed(channel, reason));
    }
}

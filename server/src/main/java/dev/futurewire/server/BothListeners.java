package dev.futurewire.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Operation;
import dev.futurewire.observe.Warning;
import java.nio.ByteBuffer;

/** Tells two listeners. */
record BothListeners(ConnectionListener first, ConnectionListener second) implements ConnectionListener {
    @Override
    public void opened(AsyncChannel channel) {
        first.opened(channel);
        second.opened(channel);
    }

    @Override
    public void read(AsyncChannel channel, ByteBuffer bytes) {
        first.read(channel, bytes.duplicate());
        second.read(channel, bytes);
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer bytes) {
        first.consumed(channel, bytes.duplicate());
        second.consumed(channel, bytes);
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer bytes) {
        first.written(channel, bytes.duplicate());
        second.written(channel, bytes);
    }

    @Override
    public void awaiting(AsyncChannel channel, Operation operation) {
        first.awaiting(channel, operation);
        second.awaiting(channel, operation);
    }

    @Override
    public void warning(Warning warning) {
        first.warning(warning);
        second.warning(warning);
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        first.closed(channel, reason);
        second.closed(channel, reason);
    }
}

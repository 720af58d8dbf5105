package dev.futurewire.internal.simulation;

import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.transport.MemoryTransport;
import dev.futurewire.observe.ChannelState;
import org.jspecify.annotations.Nullable;

/** A connection of a simulation: both ends, and how its handler failed. */
final class MemoryConnection {
    private final MemoryTransport transport;
    private final StreamChannel client;
    private final StreamChannel accepted;
    private @Nullable Throwable failure;
    private boolean observed;

    /**
     * Creates an instance.
     *
     * @param transport the transport of the client's end
     * @param client the client's end
     * @param accepted the handler's end
     */
    MemoryConnection(MemoryTransport transport, StreamChannel client, StreamChannel accepted) {
        this.transport = transport;
        this.client = client;
        this.accepted = accepted;
    }

    StreamChannel client() {
        return client;
    }

    StreamChannel accepted() {
        return accepted;
    }

    /** Whether the handler's end is open. */
    boolean isOpen() {
        return accepted.snapshot().state() != ChannelState.CLOSED;
    }

    /** Whether both ends are closed. */
    boolean isClosed() {
        return !isOpen() && client.snapshot().state() == ChannelState.CLOSED;
    }

    /** Resets the connection from the client's end. */
    void reset() {
        transport.reset();
        client.abort();
    }

    /** Stops or resumes reading at the client's end. */
    void stall(boolean value) {
        transport.stall(value);
    }

    void failed(Throwable thrown) {
        failure = thrown;
    }

    /** Returns the failure of the handler that the test has not observed; null if there is none. */
    @Nullable
    Throwable unobserved() {
        return observed ? null : failure;
    }

    /** Returns the failure of the handler, which counts as observed from now on; null if there is none. */
    @Nullable
    Throwable observe() {
        observed = failure != null;
        return failure;
    }
}

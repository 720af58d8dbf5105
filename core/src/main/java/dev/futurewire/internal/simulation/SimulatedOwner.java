package dev.futurewire.internal.simulation;

import dev.futurewire.AsyncChannel;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.future.EventWait;
import dev.futurewire.internal.log.Logs;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Warning;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one end of a simulated connection.
 *
 * @param simulation the simulation
 * @param listener the listener of the channel's options, or null
 * @param accepts whether this is a handler's end
 */
record SimulatedOwner(Simulation simulation, @Nullable ConnectionListener listener, boolean accepts)
        implements ChannelOwner {
    @Override
    public long nextId() {
        return simulation.nextId();
    }

    @Override
    public MemoryBudget budget() {
        return simulation.budget();
    }

    @Override
    public boolean supportsTls() {
        return false;
    }

    @Override
    public boolean handlerFailed(StreamChannel channel, Throwable failure) {
        simulation.handlerFailed(channel, failure);
        return true;
    }

    @Override
    public void warned(Warning warning) {
        simulation.warned(warning);
        if (listener != null) {
            Logs.guarded("connection " + warning.channelId(), () -> listener.warning(warning));
        }
    }

    @Override
    public void awaitStopping(EventWait wait, @Nullable AsyncChannel channel) {
        if (accepts) {
            simulation.awaitStopping(wait);
        }
    }
}

package dev.futurewire.internal.channel;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.input.FrameReader;
import dev.futurewire.internal.input.InputPump;
import dev.futurewire.internal.input.PeerReset;
import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a channel: connects the {@link InputPump} and the transport. {@link InputChannel} serves the read operations
 * from the input.
 */
abstract class ReceivingChannel extends OutputChannel {
    private final InputPump input = new InputPump();
    private final FrameReader reader = new FrameReader(this);
    private long bytesIn;

    ReceivingChannel(Transport transport, Loop loop, ChannelOptions options, ChannelOwner channelOwner) {
        super(transport, loop, options, channelOwner);
    }

    final InputPump input() {
        return input;
    }

    @Override
    public final long buffered() {
        return input.available();
    }

    final FrameReader reader() {
        return reader;
    }

    /** Called when reading pauses for lack of memory, until the budget resumes it. */
    abstract void starve();

    /** Called when a closing channel has discarded input. */
    abstract void discarded(int count);

    /** Whether a closing channel has reached the limit on discarded input. */
    abstract boolean discardedEnough();

    /** Called when a transport read has failed. */
    abstract void inputBroken();

    // The turn

    /** Takes the result of the transport's read; false if there is none. */
    final boolean receive() {
        int count = input.receive(transport(), loopThread());
        if (count == InputPump.NONE) {
            return false;
        }
        if (count >= 0) {
            received(count);
        } else if (count == InputPump.END) {
            endInput();
        } else if (count == InputPump.FAILURE) {
            breakInput(input.readFailure());
        }
        return true;
    }

    private void received(int count) {
        ChannelEvents.read(this, input.target(), input.buffer().writeIndex() - count, count);
        bytesIn += count;
        if (input.discarding()) {
            discarded(input.clear());
        } else if (input.hasFailed()) {
            input.clear();
        }
    }

    /** Handles the end of the stream: the peer's, or that of a reset already reported by a write. */
    private void endInput() {
        IOException reset = input.hasFailed() ? null : writeFailure();
        if (reset != null && !transport().endsDespite(reset)) {
            breakInput(reset);
        } else {
            input.end();
        }
    }

    /** Fails both directions because a transport read has failed. If both have failed, the write's failure is the cause. */
    private void breakInput(@Nullable IOException failure) {
        IOException first = writeFailure();
        input.setFailure(PeerReset.isBoth(first, failure) ? first : failure);
        IOException cause = input.failure();
        if (cause != null) {
            output().fail(cause, loopThread());
            inputBroken();
        }
    }

    /** Starts transport reads while input is wanted; true if there may be something to deliver or to write. */
    final boolean fill() {
        // A call for one direction may complete an operation of the other one, too.
        boolean reported = receive();
        while (!reported && wantsInput()) {
            if (!input.mayRead(budget())) {
                if (input.pause()) {
                    starve();
                }
                return false;
            }
            input.fill(transport(), loopThread(), budget());
            reported = takeWritten();
            if (!receive()) {
                return reported;
            }
            // A write may have to fail as well, or the peer's end to be reported, even if no read is pending.
            reported |= reader.hasWaiter() || reader.closed() || input.finished() || input.hasFailed();
        }
        return reported;
    }

    final boolean wantsInput() {
        if (!input.canFill()) {
            return false;
        }
        if (reader.closed()) {
            return input.discarding() && !discardedEnough();
        }
        return reader.hasWaiter() || input.available() < InputPump.READ_AHEAD;
    }

    @Override
    boolean exhausted() {
        return reader.closed() || (input.finished() && input.available() == 0);
    }

    // Callbacks of the transport

    @Override
    public final void lent(ByteBuffer bytes) {
        input.lend(bytes, budget());
    }

    @Override
    public final void readCompleted(int count) {
        input.completed(count);
        reported();
    }

    @Override
    public final void readFailed(IOException failure) {
        input.failed(interrupted(failure));
        reported();
    }

    @Override
    public final boolean judgesEnd() {
        return true;
    }

    @Override
    public final void endWithheld() {
        reported();
    }

    // Monitoring

    /** Whether an incomplete record is subject to the frame timeout. */
    final boolean inTimedFrame() {
        return reader.hasTimedFrame() && (input.available() > 0 || input.skipping());
    }

    /** Subtracts bytes handed over to TLS, which reports the plaintext instead. */
    final void handedOver(int count) {
        bytesIn -= count;
    }

    /**
     * Returns the number of bytes received.
     *
     * @return a counter; exact in and after the turn
     */
    public final long bytesIn() {
        return bytesIn;
    }
}

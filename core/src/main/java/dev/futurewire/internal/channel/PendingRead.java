package dev.futurewire.internal.channel;

import dev.futurewire.internal.frame.Frame;
import dev.futurewire.internal.frame.InputBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A read that waits for its unit. */
final class PendingRead<T extends @Nullable Object> extends PendingOperation<T> {
    private final StreamChannel channel;
    private final ReadKind<T> read;
    private volatile long deadline;
    private @Nullable Supplier<T> valueAtTimeout;

    PendingRead(StreamChannel channel, ReadKind<T> read, long since, @Nullable Object callSite) {
        super(channel, read.operation(), since, callSite);
        this.channel = channel;
        this.read = read;
    }

    ReadKind<T> read() {
        return read;
    }

    Frame look(InputBuffer input, int limit) {
        return read.look(input, limit);
    }

    T take(InputBuffer input) throws CharacterCodingException {
        return read.take(input);
    }

    @Override
    long deadline() {
        return deadline;
    }

    /** Two stores and, once in a deadline's time, an alarm: this is what every {@code readLine().orTimeout()} does. */
    @Override
    void arm(long nanos, @Nullable Supplier<T> value) {
        long now = channel.timer().now();
        long until = Deadline.after(now, nanos);
        long earlier = deadline;
        if (earlier != 0 && earlier - until <= 0) {
            return;
        }
        valueAtTimeout = value;
        deadline = until == 0 ? 1 : until;
        channel.clock().ensure(until);
    }

    /** The deadline has passed. Inside the channel's turn. */
    void expire() {
        expire(valueAtTimeout);
    }
}

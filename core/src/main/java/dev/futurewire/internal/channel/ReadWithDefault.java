package dev.futurewire.internal.channel;

import dev.futurewire.internal.frame.Frame;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.observe.Operation;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A read that yields a value when its time is over. Few do: so it is of another kind, rather than that each has a field for it. */
final class ReadWithDefault<T extends @Nullable Object> extends ReadKind<T> {
    private final ReadKind<T> read;
    private final Supplier<T> value;

    ReadWithDefault(ReadKind<T> read, Supplier<T> value) {
        this.read = read;
        this.value = value;
    }

    @Override
    Supplier<T> valueAtTimeout() {
        return value;
    }

    @Override
    ReadKind<T> plain() {
        return read;
    }

    @Override
    Operation operation() {
        return read.operation();
    }

    @Override
    Frame look(InputBuffer input, int limit) {
        return read.look(input, limit);
    }

    @Override
    T take(InputBuffer input) throws CharacterCodingException {
        return read.take(input);
    }

    @Override
    T atEnd() {
        return read.atEnd();
    }

    @Override
    int limit(int maxFrameLength) {
        return read.limit(maxFrameLength);
    }

    @Override
    int expected() {
        return read.expected();
    }

    @Override
    boolean countsAsLine() {
        return read.countsAsLine();
    }

    @Override
    boolean clocked() {
        return read.clocked();
    }
}

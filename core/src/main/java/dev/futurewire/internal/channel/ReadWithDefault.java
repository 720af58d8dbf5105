package dev.futurewire.internal.channel;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.observe.Operation;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A read that yields a value when its time is over. Few do: so it is of another kind, rather than that each has a field for it. */
final class ReadWithDefault<T extends @Nullable Object> extends ReadRequest<T> {
    private final ReadRequest<T> read;
    private final Supplier<T> value;

    ReadWithDefault(ReadRequest<T> read, Supplier<T> value) {
        this.read = read;
        this.value = value;
    }

    @Override
    Supplier<T> valueAtTimeout() {
        return value;
    }

    @Override
    ReadRequest<T> plain() {
        return read;
    }

    @Override
    Operation operation() {
        return read.operation();
    }

    @Override
    ScanResult scan(InputBuffer input, int limit) {
        return read.scan(input, limit);
    }

    @Override
    T take(InputBuffer input) throws CharacterCodingException {
        return read.take(input);
    }

    @Override
    T eofValue() {
        return read.eofValue();
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
    boolean hasFrameTimeout() {
        return read.hasFrameTimeout();
    }
}

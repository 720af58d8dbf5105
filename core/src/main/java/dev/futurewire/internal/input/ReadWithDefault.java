package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.observe.Operation;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A read that yields a value when its time is over. Few do: so it is of another kind, rather than that each has a field for it. */
public final class ReadWithDefault<T extends @Nullable Object> extends ReadRequest<T> {
    private final ReadRequest<T> read;
    private final Supplier<T> value;

    public ReadWithDefault(ReadRequest<T> read, Supplier<T> value) {
        this.read = read;
        this.value = value;
    }

    @Override
    public Supplier<T> valueAtTimeout() {
        return value;
    }

    @Override
    public ReadRequest<T> plain() {
        return read;
    }

    @Override
    public Operation operation() {
        return read.operation();
    }

    @Override
    public ScanResult scan(InputBuffer input, int limit) {
        return read.scan(input, limit);
    }

    @Override
    public T take(InputBuffer input) throws CharacterCodingException {
        return read.take(input);
    }

    @Override
    public T eofValue() {
        return read.eofValue();
    }

    @Override
    public int limit(int maxFrameLength) {
        return read.limit(maxFrameLength);
    }

    @Override
    public int expected() {
        return read.expected();
    }

    @Override
    public boolean countsAsLine() {
        return read.countsAsLine();
    }

    @Override
    public boolean hasFrameTimeout() {
        return read.hasFrameTimeout();
    }
}

package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.observe.Operation;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request that completes with a value on timeout. A subclass of its own, so that ordinary requests need no field for it. */
public final class ReadWithDefault<T extends @Nullable Object> extends ReadRequest<T> {
    private final ReadRequest<T> request;
    private final Supplier<T> value;

    public ReadWithDefault(ReadRequest<T> request, Supplier<T> value) {
        this.request = request;
        this.value = value;
    }

    @Override
    public Supplier<T> valueAtTimeout() {
        return value;
    }

    @Override
    public ReadRequest<T> plain() {
        return request;
    }

    @Override
    public Operation operation() {
        return request.operation();
    }

    @Override
    public ScanResult scan(InputBuffer input, int limit) {
        return request.scan(input, limit);
    }

    @Override
    public boolean callsProgram() {
        return request.callsProgram();
    }

    @Override
    public ScanResult decode(InputBuffer input, int limit) {
        return request.decode(input, limit);
    }

    @Override
    public Throwable takeFailure() {
        return request.takeFailure();
    }

    @Override
    public boolean discardsOverlong() {
        return request.discardsOverlong();
    }

    @Override
    public T take(InputBuffer input) throws CharacterCodingException {
        return request.take(input);
    }

    @Override
    public T eofValue() {
        return request.eofValue();
    }

    @Override
    public int limit(int maxFrameLength) {
        return request.limit(maxFrameLength);
    }

    @Override
    public int expected() {
        return request.expected();
    }

    @Override
    public boolean countsAsLine() {
        return request.countsAsLine();
    }

    @Override
    public boolean hasFrameTimeout() {
        return request.hasFrameTimeout();
    }
}

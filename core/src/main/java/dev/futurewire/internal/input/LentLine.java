package dev.futurewire.internal.input;

import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.frame.ScanResult;
import dev.futurewire.observe.Operation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line without copying it: the record is a read-only view of the input buffer, which keeps its bytes until the channel
 * receives again. One view serves the lines of a batch. Used by one loop, in the channel's turn.
 */
public final class LentLine extends ReadRequest<@Nullable ByteBuffer> {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private byte @Nullable [] array;
    private ByteBuffer view = NONE;

    @Override
    public Operation operation() {
        return Operation.READ_LINE_BYTES;
    }

    @Override
    public ScanResult scan(InputBuffer input, int limit) {
        return input.line(limit);
    }

    @Override
    public ByteBuffer take(InputBuffer input) {
        byte[] holder = input.array();
        if (array != holder) {
            array = holder;
            view = ByteBuffer.wrap(holder).asReadOnlyBuffer();
        }
        int from = input.contentStart();
        view.clear().limit(from + input.contentLength()).position(from);
        input.consume();
        return view;
    }

    @Override
    @SuppressWarnings("NullAway") // T is @Nullable here; NullAway 0.14 does not see it through the type argument
    @Nullable
    public ByteBuffer eofValue() {
        return null;
    }

    @Override
    public boolean countsAsLine() {
        return true;
    }

    /** The view may be used in the turn only. */
    @Override
    public boolean callsProgram() {
        return true;
    }

    @Override
    public boolean lends() {
        return true;
    }

    /** Empties the view, and releases the array, which may belong to another connection next. */
    @Override
    public void takeBack() {
        view.clear().limit(0);
        view = NONE;
        array = null;
    }
}

package dev.futurewire.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * How the operating system says EPIPE. The JDK has no type for it, and the text depends on the system and its language: so
 * a pipe is broken to learn it, once, when it is first asked for.
 */
final class BrokenPipe {
    private static final @Nullable String TEXT = text();

    private BrokenPipe() {}

    /** Whether a write failed because the peer had ended before it reset the connection. */
    static boolean is(IOException writeFailure) {
        return TEXT != null && TEXT.equals(writeFailure.getMessage());
    }

    private static @Nullable String text() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                sink.write(ByteBuffer.wrap(new byte[1]));
                return null;
            }
        } catch (IOException broken) {
            return broken.getMessage();
        }
    }
}

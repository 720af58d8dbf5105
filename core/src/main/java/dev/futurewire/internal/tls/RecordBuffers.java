package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The large buffers through which records pass: the loop thread's own, else new ones. None is kept while idle. */
final class RecordBuffers {
    private RecordBuffers() {}

    static ByteBuffer take() {
        LoopThread thread = LoopThread.current();
        return thread != null ? thread.buffers().take() : ByteBuffer.allocate(BufferPool.BUFFER_SIZE);
    }

    static void give(@Nullable ByteBuffer buffer) {
        LoopThread thread = LoopThread.current();
        if (buffer != null && thread != null) {
            thread.buffers().give(buffer);
        }
    }
}

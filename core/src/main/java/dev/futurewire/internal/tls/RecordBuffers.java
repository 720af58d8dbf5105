package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.LoopThread;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Large buffers for records: from the loop thread's pool, otherwise new ones. An idle connection keeps none. */
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

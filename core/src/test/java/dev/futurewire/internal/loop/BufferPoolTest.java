package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.FreshProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which buffers are reused, and how many are kept. */
final class BufferPoolTest {
    private final BufferPool pool = new BufferPool();

    @Test
    void buffersInUseAreNotShared() {
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 3 * BufferPool.BUFFERS_PER_SLAB; i++) {
            ByteBuffer buffer = pool.takeWaiting();
            assertTrue(buffer.isDirect());
            assertEquals(BufferPool.SMALL_SIZE, buffer.remaining());
            while (buffer.hasRemaining()) {
                buffer.put((byte) i);
            }
            taken.add(buffer.flip());
        }
        for (int i = 0; i < taken.size(); i++) {
            while (taken.get(i).hasRemaining()) {
                assertEquals((byte) i, taken.get(i).get());
            }
        }
    }

    @Test
    void aReturnedBufferIsReusedAndIsEmpty() {
        for (ByteBuffer buffer : List.of(pool.take(), pool.takeSmall(), pool.takeWaiting())) {
            int size = buffer.capacity();
            pool.give(buffer.limit(5).position(5));
            ByteBuffer next = size == BufferPool.BUFFER_SIZE
                    ? pool.take()
                    : buffer.isDirect() ? pool.takeWaiting() : pool.takeSmall();
            assertSame(buffer, next);
            assertEquals(size, next.remaining());
        }
        assertNotSame(pool.takeWaiting(), pool.takeWaiting());
    }

    @Test
    void keepsALimitedNumber() {
        List<ByteBuffer> waiting = new ArrayList<>();
        for (int i = 0; i < BufferPool.MAX_WAITING + BufferPool.BUFFERS_PER_SLAB; i++) {
            waiting.add(pool.takeWaiting());
        }
        waiting.forEach(pool::give);
        assertEquals(BufferPool.MAX_WAITING, pool.waiting());
    }

    @Test
    void keepsNoBufferOfAnotherSizeOrKind() {
        pool.give(ByteBuffer.allocateDirect(BufferPool.BUFFER_SIZE));
        pool.give(ByteBuffer.allocate(BufferPool.SMALL_SIZE - 1));
        assertFalse(pool.take().isDirect());
        assertEquals(BufferPool.SMALL_SIZE, pool.takeSmall().capacity());
        assertEquals(0, pool.waiting());
    }

    /** The JVM's limit of direct memory must not close connections. */
    @Test
    void withoutDirectMemoryConnectionsWaitWithHeapBuffers() throws IOException {
        assertEquals(
                "waits with a direct buffer: false",
                FreshProgram.output(BufferPoolTest.class, "-XX:MaxDirectMemorySize=4k"));
        assertEquals("waits with a direct buffer: true", FreshProgram.output(BufferPoolTest.class));
    }

    /** Prints whether a connection of this process waits with a direct buffer. */
    public static void main(String[] arguments) {
        System.out.println(
                "waits with a direct buffer: " + new BufferPool().takeWaiting().isDirect());
    }
}

package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.testing.FreshProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose a buffer is, and how many are kept. */
final class BufferPoolTest {
    private final BufferPool pool = new BufferPool();

    @Test
    void nobodySeesWhatIsPutIntoAnothersWaitingBuffer() {
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
    void whatIsGivenBackIsTakenNextAndIsEmpty() {
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
    void onlySoManyAreKept() {
        List<ByteBuffer> waiting = new ArrayList<>();
        for (int i = 0; i < BufferPool.MAX_WAITING + BufferPool.BUFFERS_PER_SLAB; i++) {
            waiting.add(pool.takeWaiting());
        }
        waiting.forEach(pool::give);
        assertEquals(BufferPool.MAX_WAITING, pool.waiting());
    }

    @Test
    void ofAnotherSizeOrKindNoneIsKept() {
        pool.give(ByteBuffer.allocateDirect(BufferPool.BUFFER_SIZE));
        pool.give(ByteBuffer.allocate(BufferPool.SMALL_SIZE - 1));
        assertFalse(pool.take().isDirect());
        assertEquals(BufferPool.SMALL_SIZE, pool.takeSmall().capacity());
        assertEquals(0, pool.waiting());
    }

    /** A limit of the JVM's for memory outside the heap must not end connections. */
    @Test
    void whereThereIsNoMemoryOutsideTheHeapConnectionsWaitInside() throws IOException {
        assertEquals("waits outside: false", FreshProgram.output(BufferPoolTest.class, "-XX:MaxDirectMemorySize=4k"));
        assertEquals("waits outside: true", FreshProgram.output(BufferPoolTest.class));
    }

    /** Says where a connection of this process would wait. */
    public static void main(String[] arguments) {
        System.out.println("waits outside: " + new BufferPool().takeWaiting().isDirect());
    }
}

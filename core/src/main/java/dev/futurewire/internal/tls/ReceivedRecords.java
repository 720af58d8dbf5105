package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.ReadSizePredictor;
import java.nio.ByteBuffer;

/**
 * Ciphertext that has arrived and was not opened yet. Its array follows the traffic: a connection waits with what is
 * expected, {@link ReadSizePredictor#LARGEST_WAITING} at most; while reads fill it, it grows to a pooled buffer. It grows with what has
 * arrived, never with the length that a record's header announces.
 */
final class ReceivedRecords {
    /** The array of an idle connection: a small record fits. */
    static final int SMALLEST = 256;

    /** Between calls: unopened bytes from position to limit. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private final ReadSizePredictor expected = new ReadSizePredictor(SMALLEST);
    private int offered;
    private int from;

    /** Somebody reads into the buffer. */
    private boolean out;

    /** The unopened bytes. */
    ByteBuffer bytes() {
        return buffer;
    }

    /** Prepares for a read: the buffer with its room from position to limit. */
    ByteBuffer offer() {
        int held = buffer.remaining();
        int capacity = buffer.capacity();
        if (held == 0) {
            int wish = expected.capacity(capacity);
            if (wish != capacity) {
                exchange(wish);
            }
        } else if (held == capacity || (expected.filled() && held > capacity / 2)) {
            exchange(expected.larger(capacity));
        }
        if (buffer.position() > 0) {
            buffer.compact().flip();
        }
        from = buffer.position();
        out = true;
        int end = buffer.limit();
        offered = buffer.capacity() - end;
        return buffer.limit(buffer.capacity()).position(end);
    }

    /** A read has ended: so many bytes came. */
    void received(int count) {
        if (!out) {
            return;
        }
        out = false;
        int end = buffer.capacity() - offered;
        buffer.limit(end + count).position(from);
        expected.record(count, offered);
    }

    /** Puts bytes in that came another way. */
    void append(ByteBuffer more) {
        if (more.hasRemaining()) {
            ByteBuffer larger = ByteBuffer.allocate(buffer.remaining() + more.remaining());
            larger.put(buffer).put(more).flip();
            RecordBuffers.give(buffer);
            buffer = larger;
        }
    }

    private void exchange(int size) {
        ByteBuffer other = size == BufferPool.BUFFER_SIZE ? RecordBuffers.take() : ByteBuffer.allocate(size);
        other.put(buffer).flip();
        RecordBuffers.give(buffer);
        buffer = other;
    }

    /** Everything goes. No read is under way. */
    void release() {
        RecordBuffers.give(buffer);
        buffer = ByteBuffer.allocate(0);
    }
}

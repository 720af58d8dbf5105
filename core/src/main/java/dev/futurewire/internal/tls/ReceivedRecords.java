package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.transport.TransportListener;
import java.nio.ByteBuffer;

/**
 * Ciphertext that has arrived and was not decrypted yet. Its buffer follows the traffic: a connection waits with what is
 * expected, {@link ReadSizePredictor#LARGEST_WAITING} at most; while reads fill it, it grows to a pooled buffer. It grows with what has
 * arrived, never with the length that a record's header announces.
 *
 * <p>While memory is tight ({@link TransportListener#grants}) a connection waits with {@link #SMALL_WAITING} at most and
 * grows to {@link #ONE_RECORD}, which any record needs.
 */
final class ReceivedRecords {
    /** The array of an idle connection: a small record fits. */
    static final int SMALLEST = 256;

    /** The buffer of a connection that waits while memory is tight: 1 KiB. */
    private static final int SMALL_WAITING = 1024;

    /** A buffer that any record fits in: 16 KiB, its header, and what TLS 1.2 may add to it. */
    static final int ONE_RECORD = 16 * 1024 + 2048 + 5;

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
    ByteBuffer offer(TransportListener above) {
        int held = buffer.remaining();
        int capacity = buffer.capacity();
        if (held == 0) {
            int wish = expected.capacity(capacity);
            if (wish > SMALL_WAITING && !above.grants(wish)) {
                wish = SMALL_WAITING;
            }
            if (wish != capacity) {
                exchange(wish);
            }
        } else if (held == capacity || (expected.filled() && held > capacity / 2)) {
            int wish = larger(held, capacity, above);
            if (wish != capacity) {
                exchange(wish);
            }
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

    private int larger(int held, int capacity, TransportListener above) {
        int wish = expected.larger(capacity);
        if (wish <= ONE_RECORD || above.grants(wish)) {
            return wish;
        }
        // Where a buffer of that size is full all the same, the engine accepts longer records.
        return held < capacity || capacity < ONE_RECORD ? Math.max(capacity, ONE_RECORD) : wish;
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

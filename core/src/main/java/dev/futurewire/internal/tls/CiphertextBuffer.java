package dev.futurewire.internal.tls;

import dev.futurewire.internal.loop.BufferPool;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.transport.TransportListener;
import java.nio.ByteBuffer;

/**
 * Received ciphertext that has not been decrypted. Its capacity follows the traffic: a read waits in a buffer of the predicted
 * size, at most {@link ReadSizePredictor#LARGEST_WAITING}; while reads fill it, it grows to a pooled buffer. It grows with the
 * bytes received, never with the length that a record's header announces.
 *
 * <p>While memory is tight ({@link TransportListener#grants}), a read waits in at most {@link #SMALL_WAITING} and the buffer
 * grows to {@link #ONE_RECORD}, which any record needs.
 */
final class CiphertextBuffer {
    /** The buffer of an idle connection: 256 bytes. A small record fits. */
    static final int SMALLEST = 256;

    /** The largest waiting buffer while memory is tight: 1 KiB. */
    private static final int SMALL_WAITING = 1024;

    /** Enough for any record: 16 KiB, the header, and the expansion that TLS 1.2 allows. */
    static final int ONE_RECORD = 16 * 1024 + 2048 + 5;

    /** Between reads: undecrypted bytes from position to limit. */
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private final ReadSizePredictor predictor = new ReadSizePredictor(SMALLEST);
    private int offered;
    private int from;

    /** A read into the buffer is in progress. */
    private boolean reading;

    /** Returns the undecrypted bytes. */
    ByteBuffer bytes() {
        return buffer;
    }

    /** Prepares a read: returns the buffer with its free space from position to limit. */
    ByteBuffer offer(TransportListener listener) {
        int held = buffer.remaining();
        int capacity = buffer.capacity();
        if (held == 0) {
            int wanted = predictor.capacity(capacity);
            if (wanted > SMALL_WAITING && !listener.grants(wanted)) {
                wanted = SMALL_WAITING;
            }
            if (wanted != capacity) {
                resize(wanted);
            }
        } else if (held == capacity || (predictor.filled() && held > capacity / 2)) {
            int wanted = larger(held, capacity, listener);
            if (wanted != capacity) {
                resize(wanted);
            }
        }
        if (buffer.position() > 0) {
            buffer.compact().flip();
        }
        from = buffer.position();
        reading = true;
        int end = buffer.limit();
        offered = buffer.capacity() - end;
        return buffer.limit(buffer.capacity()).position(end);
    }

    private int larger(int held, int capacity, TransportListener listener) {
        int wanted = predictor.larger(capacity);
        if (wanted <= ONE_RECORD || listener.grants(wanted)) {
            return wanted;
        }
        // If a buffer of that size is full and holds no whole record, the engine accepts longer records.
        return held < capacity || capacity < ONE_RECORD ? Math.max(capacity, ONE_RECORD) : wanted;
    }

    /** Completes a read of a number of bytes. */
    void received(int count) {
        if (!reading) {
            return;
        }
        reading = false;
        int end = buffer.capacity() - offered;
        buffer.limit(end + count).position(from);
        predictor.record(count, offered);
    }

    /** Appends bytes that were received in another way. */
    void append(ByteBuffer more) {
        if (more.hasRemaining()) {
            ByteBuffer larger = ByteBuffer.allocate(buffer.remaining() + more.remaining());
            larger.put(buffer).put(more).flip();
            RecordBuffers.give(buffer);
            buffer = larger;
        }
    }

    private void resize(int size) {
        ByteBuffer resized = size == BufferPool.BUFFER_SIZE ? RecordBuffers.take() : ByteBuffer.allocate(size);
        resized.put(buffer).flip();
        RecordBuffers.give(buffer);
        buffer = resized;
    }

    /** Releases the buffer. No read is in progress. */
    void release() {
        RecordBuffers.give(buffer);
        buffer = ByteBuffer.allocate(0);
    }
}

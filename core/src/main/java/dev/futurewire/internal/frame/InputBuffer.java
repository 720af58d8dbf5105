package dev.futurewire.internal.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Buffers received bytes and splits them into units. It uses no socket, thread or clock.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>An array holds the unread bytes at {@code [start, end)}. A scan ({@link #line}, {@link #until}, {@link #exactly},
 * {@link #some}, {@link #all}) decides whether the next unit is complete. It does not consume: on {@link
 * ScanResult#READY} and {@link ScanResult#INCOMPLETE} the unit's content is at {@code [start, contentEnd)}, and {@link
 * #consume()} advances past the unit. A scan whose reader has been withdrawn in the meantime therefore loses nothing.
 *
 * <p>Every byte is searched once: {@code scanned} is the position reached, {@code searchedFor} the delimiter that was
 * searched for (asyncio and Twisted were quadratic here). The array grows with the data that has arrived, never with an
 * announced length.
 *
 * <p>An overlong unit is discarded. {@code skipping} is the delimiter up to which its rest is discarded as well,
 * whatever is read next: the tail of a rejected line must never be taken for a line (command smuggling). {@link
 * ScanResult#TOO_LONG} has therefore consumed already.
 */
public final class InputBuffer {
    /** The size of an idle connection's array, and the least growth. */
    public static final int SMALLEST = 128;

    private static final byte[] NO_BYTES = new byte[0];
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private byte[] array;
    private int start;
    private int end;
    private int contentEnd;
    private int unitEnd;

    /** The index up to which the array has been searched for {@link #searchedFor}. */
    private int scanned;

    /** The delimiter of the current search; null for a line end. */
    private @Nullable Delimiter searchedFor;

    /** What ends the unit being skipped; null if none is skipped. */
    private @Nullable UnitEnd skipping;

    private long bytesSearched;

    /** The stream has ended; no more bytes arrive. */
    private boolean ended;

    /** A read is writing after {@code end}; no byte may be moved. */
    private boolean receiving;

    /** Creates a buffer without an array. */
    public InputBuffer() {
        this(NO_BYTES, false);
    }

    /**
     * Creates a buffer over an array.
     *
     * @param array the array, free from its beginning
     * @param receiving whether a read is already writing to it
     */
    public InputBuffer(byte[] array, boolean receiving) {
        this.array = array;
        this.receiving = receiving;
    }

    /** Marks the end of the stream. */
    public void end() {
        ended = true;
    }

    /** Reverts {@link #end}: the input has failed, and scans must not report its end. */
    public void reopen() {
        ended = false;
    }

    /**
     * Returns the number of buffered bytes.
     *
     * @return unread bytes
     */
    public int available() {
        return end - start;
    }

    /**
     * Returns the number of bytes visited by searches; for tests.
     *
     * @return the count
     */
    long bytesSearched() {
        return bytesSearched;
    }

    /**
     * Whether a new buffer over the same array would be equivalent: this one is empty, skips nothing, and the stream
     * has not ended.
     *
     * @return true if so
     */
    public boolean blank() {
        return start == 0 && end == 0 && skipping == null && !ended;
    }

    /**
     * Returns how many bytes fit after the buffered ones without growing.
     *
     * @return free bytes at the end of the array
     */
    public int room() {
        return array.length - end;
    }

    /**
     * Returns the array, for a transport to read into at {@link #writeIndex()}.
     *
     * @return the array itself
     */
    public byte[] array() {
        return array;
    }

    /**
     * Returns where received bytes go.
     *
     * @return index into {@link #array()}
     */
    public int writeIndex() {
        return end;
    }

    /**
     * Begins a read into {@link #array()} at {@link #writeIndex()}. The array stays as it is until {@link #received}.
     */
    public void receiving() {
        receiving = true;
    }

    /**
     * Ends a read at {@link #writeIndex()}.
     *
     * @param count number of bytes received, may be zero
     */
    public void received(int count) {
        receiving = false;
        end += count;
    }

    /**
     * Replaces the array and copies the unread bytes to the new one.
     *
     * @param other the new array, with room for {@link #available()} bytes
     * @return the old array
     */
    public byte[] exchange(byte[] other) {
        byte[] old = array;
        int shift = start;
        System.arraycopy(old, start, other, 0, end - start);
        array = other;
        moved(shift);
        return old;
    }

    /** Moves the unread bytes to the beginning of the array. */
    public void compact() {
        if (start > 0) {
            int shift = start;
            System.arraycopy(array, start, array, 0, end - start);
            moved(shift);
        }
    }

    private void moved(int shift) {
        start -= shift;
        end -= shift;
        scanned -= shift;
    }

    /**
     * Makes room by compacting or by doubling the array.
     *
     * @param least the required room in bytes
     */
    public void ensureRoom(int least) {
        if (room() >= least) {
            return;
        }
        int held = end - start;
        if (start >= array.length / 2 && array.length - held >= least) {
            compact();
        } else {
            long wanted = Math.max(Math.max(SMALLEST, held + (long) least), 2L * held);
            exchange(new byte[(int) Math.min(wanted, Integer.MAX_VALUE - 8)]);
        }
    }

    /** Discards all unread bytes. */
    public void clear() {
        start = end;
        scanned = end;
        rewind();
    }

    private void rewind() {
        if (start == end && !receiving) {
            start = 0;
            end = 0;
            scanned = 0;
        }
    }

    /**
     * Copies bytes into the buffer.
     *
     * @param bytes the source array
     * @param from first index
     * @param count number of bytes
     */
    public void append(byte[] bytes, int from, int count) {
        ensureRoom(count);
        System.arraycopy(bytes, from, array, end, count);
        end += count;
    }

    /**
     * Scans for a line, terminated by LF or CR LF.
     *
     * @param limit maximum content length in bytes, without the terminator
     * @return never {@link ScanResult#INCOMPLETE}
     */
    public ScanResult line(int limit) {
        if (skipping != null && !skip()) {
            return ended ? ScanResult.END : ScanResult.MORE;
        }
        if (searchedFor != null) {
            searchedFor = null;
            scanned = start;
        }
        int from = Math.max(scanned, start);
        int at = ByteSearch.indexOf(array, from, end, LF);
        bytesSearched += (at < 0 ? end : at) - from;
        if (at >= 0) {
            scanned = at;
            int stop = at > start && array[at - 1] == CR ? at - 1 : at;
            return unit(stop, at + 1, limit);
        }
        scanned = end;
        int held = end - start;
        // One byte over the limit may be the CR of the line terminator.
        boolean certain = held > limit && (ended || held > limit + 1 || array[end - 1] != CR);
        if (certain) {
            return tooLong(ended ? null : UnitEnd.OF_LINE);
        }
        if (!ended) {
            return ScanResult.MORE;
        }
        return held == 0 ? ScanResult.END : unit(end, end, limit);
    }

    /**
     * Scans for a record that ends with a delimiter.
     *
     * @param delimiter not empty
     * @param limit maximum content length in bytes, without the delimiter
     * @return {@link ScanResult#INCOMPLETE} instead of {@link ScanResult#END}
     */
    public ScanResult until(byte[] delimiter, int limit) {
        if (skipping != null && !skip()) {
            return ended ? incomplete() : ScanResult.MORE;
        }
        Delimiter known = searchedFor;
        if (known == null || !known.is(delimiter)) {
            known = new Delimiter(delimiter);
            searchedFor = known;
            scanned = start;
        } else if (scanned <= start) {
            known.restart();
            scanned = start;
        }
        int behind = known.search(array, scanned, end);
        bytesSearched += (behind < 0 ? end : behind) - scanned;
        if (behind >= 0) {
            scanned = behind - 1;
            int stop = behind - known.length();
            if (stop - start <= limit) {
                // The record may not be consumed; the next scan starts here again.
                scanned = start;
            }
            return unit(stop, behind, limit);
        }
        scanned = end;
        if (end - start - known.matched() > limit) {
            // Keep a partial delimiter; skip the rest of the unit.
            Delimiter through = new Delimiter(delimiter);
            start = end - known.matched();
            scanned = start;
            searchedFor = null;
            skipping = ended ? null : through;
            if (ended) {
                clear();
            }
            return ScanResult.TOO_LONG;
        }
        return ended ? incomplete() : ScanResult.MORE;
    }

    /**
     * Scans for a given number of bytes.
     *
     * @param length zero or more
     * @return {@link ScanResult#INCOMPLETE} instead of {@link ScanResult#END}
     */
    public ScanResult exactly(int length) {
        if (skipping != null && !skip()) {
            return length == 0 ? unit(start, start, 0) : ended ? incomplete() : ScanResult.MORE;
        }
        if (end - start >= length) {
            return unit(start + length, start + length, length);
        }
        return ended ? incomplete() : ScanResult.MORE;
    }

    /**
     * Scans for any bytes.
     *
     * @param max 1 or more
     * @return {@link ScanResult#READY}, {@link ScanResult#MORE} or {@link ScanResult#END}
     */
    public ScanResult some(int max) {
        if (skipping != null && !skip()) {
            return ended ? ScanResult.END : ScanResult.MORE;
        }
        int count = Math.min(max, end - start);
        if (count > 0) {
            return unit(start + count, start + count, count);
        }
        return ended ? ScanResult.END : ScanResult.MORE;
    }

    /**
     * Scans for the end of the stream.
     *
     * @param limit maximum length in bytes, zero or more
     * @return {@link ScanResult#READY}, possibly with no bytes, {@link ScanResult#MORE} or {@link ScanResult#TOO_LONG}
     */
    public ScanResult all(int limit) {
        if (skipping != null && !skip()) {
            return ended ? unit(start, start, 0) : ScanResult.MORE;
        }
        if (end - start > limit) {
            return tooLong(ended ? null : UnitEnd.OF_STREAM);
        }
        return ended ? unit(end, end, limit) : ScanResult.MORE;
    }

    /**
     * Discards an overlong unit of known length: the next bytes, including those that have not arrived yet.
     *
     * @param count number of bytes, 1 or more
     * @return {@link ScanResult#TOO_LONG}
     */
    public ScanResult discard(long count) {
        int held = end - start;
        if (count > held) {
            return tooLong(ended ? null : new UnitEnd.AfterBytes(count - held));
        }
        start += (int) count;
        scanned = start;
        rewind();
        return ScanResult.TOO_LONG;
    }

    private ScanResult unit(int stop, int behind, int limit) {
        if (stop - start > limit) {
            start = behind;
            scanned = behind;
            if (searchedFor != null) {
                searchedFor.restart();
            }
            return ScanResult.TOO_LONG;
        }
        contentEnd = stop;
        unitEnd = behind;
        return ScanResult.READY;
    }

    private ScanResult incomplete() {
        contentEnd = end;
        unitEnd = end;
        return ScanResult.INCOMPLETE;
    }

    private ScanResult tooLong(@Nullable UnitEnd through) {
        clear();
        skipping = through;
        return ScanResult.TOO_LONG;
    }

    /** Discards the rest of an overlong unit. Returns true if the end of the unit was found. */
    private boolean skip() {
        UnitEnd through = Objects.requireNonNull(skipping);
        int from = Math.max(scanned, start);
        int behind = through.search(array, from, end);
        bytesSearched += (behind <= 0 ? end : behind) - from;
        if (behind > 0) {
            start = behind;
            scanned = behind;
            skipping = null;
            searchedFor = null;
            return true;
        }
        clear();
        if (ended) {
            skipping = null;
        }
        return false;
    }

    /**
     * Whether the rest of an overlong unit is being discarded.
     *
     * @return true until the end of the unit is found
     */
    public boolean skipping() {
        return skipping != null;
    }

    /**
     * Returns where the unit found begins.
     *
     * @return index into {@link #array()}
     */
    public int contentStart() {
        return start;
    }

    /**
     * Returns the content length of the unit found.
     *
     * @return bytes
     */
    public int contentLength() {
        return contentEnd - start;
    }

    /**
     * Returns the unit found, including its delimiter.
     *
     * @return a read-only buffer, valid until the unit is consumed
     */
    public ByteBuffer unit() {
        return ByteBuffer.wrap(array, start, unitEnd - start).slice().asReadOnlyBuffer();
    }

    /** Advances past the unit found. */
    public void consume() {
        start = unitEnd;
        scanned = start;
        if (searchedFor != null) {
            searchedFor.restart();
        }
        rewind();
    }

    /**
     * Copies the unit found and advances past it.
     *
     * @return its content
     */
    public byte[] takeBytes() {
        return takeBytes(0);
    }

    /**
     * Copies the unit found without its header and advances past it.
     *
     * @param header length of the header
     * @return its content
     */
    public byte[] takeBytes(int header) {
        byte[] content = Arrays.copyOfRange(array, start + header, contentEnd);
        consume();
        return content;
    }
}

package dev.futurewire.internal.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Received bytes and how they fall into units. Knows no socket, thread or clock: bytes are put in, units are looked for
 * and taken out.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>One array holds the unread bytes at {@code [start, end)}. A look ({@link #line}, {@link #until}, {@link #exactly},
 * {@link #some}, {@link #all}) decides whether the next unit is there. It does not consume: on {@link ScanResult#READY} and
 * {@link ScanResult#INCOMPLETE} the unit's content is at {@code [start, contentEnd)} and {@link #consume()} steps behind it.
 * So a look whose reader has been withdrawn in the meantime costs nothing and loses nothing.
 *
 * <p>Every byte is searched once: {@code scanned} remembers how far, {@code sought} for what (asyncio and Twisted were
 * quadratic here). The array grows with what has arrived, never with what was announced.
 *
 * <p>An overlong unit is dropped and {@code skipping} says through which delimiter its rest will be dropped too,
 * whatever is read next: the tail of a refused line must never be taken for a line (command smuggling). {@link
 * ScanResult#TOO_LONG} has therefore consumed already.
 */
public final class InputBuffer {
    /** The array of an idle connection; also the least growth. */
    public static final int SMALLEST = 128;

    private static final byte[] NOTHING = new byte[0];
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    /** The unit that is being skipped ends with its line. */
    private static final Object TO_THE_LINE_END = new Object();

    /** The unit that is being skipped ends with the stream. */
    private static final Object TO_THE_END = new Object();

    private byte[] array;
    private int start;
    private int end;
    private int contentEnd;
    private int unitEnd;

    /** Up to where the array has been searched for {@code sought}. */
    private int scanned;

    /** A line end ({@code null}) or a delimiter. */
    private @Nullable Delimiter sought;

    /** {@code null}: nothing. Else {@link #TO_THE_LINE_END}, {@link #TO_THE_END} or a delimiter. */
    private @Nullable Object skipping;

    private long bytesSearched;

    /** No byte will come any more: the stream has ended. */
    private boolean ended;

    /** Somebody is writing behind {@code end}: nothing may move. */
    private boolean receiving;

    /** Makes one without an array. */
    public InputBuffer() {
        this(NOTHING, false);
    }

    /**
     * Makes one over an array.
     *
     * @param array free from its beginning
     * @param receiving whether somebody is writing there already
     */
    public InputBuffer(byte[] array, boolean receiving) {
        this.array = array;
        this.receiving = receiving;
    }

    /** Marks the end of the stream. */
    public void end() {
        ended = true;
    }

    /**
     * How much is buffered.
     *
     * @return unread bytes
     */
    public int available() {
        return end - start;
    }

    /**
     * How many bytes have been looked at in searches.
     *
     * @return a count that a test holds against the input's length
     */
    long bytesSearched() {
        return bytesSearched;
    }

    /**
     * Whether a new one over the same array would be as good as this: it holds nothing, is behind nothing, and more may
     * come.
     *
     * @return true if so
     */
    public boolean blank() {
        return start == 0 && end == 0 && skipping == null && !ended;
    }

    /**
     * How much fits behind the buffered bytes without growing.
     *
     * @return free bytes at the array's end
     */
    public int room() {
        return array.length - end;
    }

    /**
     * The array, for a transport to read into at {@link #writeIndex()}.
     *
     * @return the array itself
     */
    public byte[] array() {
        return array;
    }

    /**
     * Where received bytes go.
     *
     * @return index into {@link #array()}
     */
    public int writeIndex() {
        return end;
    }

    /** From now until {@link #received} somebody may write behind {@link #writeIndex()}: the array stays as it is. */
    public void receiving() {
        receiving = true;
    }

    /**
     * Bytes were put at {@link #writeIndex()}.
     *
     * @param count how many, perhaps none
     */
    public void received(int count) {
        receiving = false;
        end += count;
    }

    /**
     * Exchanges the array for another one, which gets the unread bytes.
     *
     * @param other has room for {@link #available()} bytes
     * @return the array used until now
     */
    public byte[] exchange(byte[] other) {
        byte[] old = array;
        int shift = start;
        System.arraycopy(old, start, other, 0, end - start);
        array = other;
        moved(shift);
        return old;
    }

    /** Moves the unread bytes to the array's beginning. */
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
     * Makes room for some bytes, by moving or by growing to twice the size.
     *
     * @param least bytes of room
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

    /** Drops everything. */
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
     * Puts bytes in: for those who have them in an array of their own.
     *
     * @param bytes where they are
     * @param from first index
     * @param count how many
     */
    public void append(byte[] bytes, int from, int count) {
        ensureRoom(count);
        System.arraycopy(bytes, from, array, end, count);
        end += count;
    }

    /**
     * Looks for a line, ended by LF or CR LF.
     *
     * @param limit content bytes, without the terminator
     * @return {@link ScanResult#INCOMPLETE} never
     */
    public ScanResult line(int limit) {
        if (skipping != null && !skip()) {
            return ended ? ScanResult.END : ScanResult.MORE;
        }
        if (sought != null) {
            sought = null;
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
        // One byte over the limit may be the CR of the terminator.
        boolean certain = held > limit && (ended || held > limit + 1 || array[end - 1] != CR);
        if (certain) {
            return tooLong(ended ? null : TO_THE_LINE_END);
        }
        if (!ended) {
            return ScanResult.MORE;
        }
        return held == 0 ? ScanResult.END : unit(end, end, limit);
    }

    /**
     * Looks for a record and its delimiter.
     *
     * @param delimiter not empty
     * @param limit content bytes, without the delimiter
     * @return {@link ScanResult#INCOMPLETE} instead of {@link ScanResult#END}
     */
    public ScanResult until(byte[] delimiter, int limit) {
        if (skipping != null && !skip()) {
            return ended ? incomplete() : ScanResult.MORE;
        }
        Delimiter known = sought;
        if (known == null || !known.is(delimiter)) {
            known = new Delimiter(delimiter);
            sought = known;
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
                // Found but perhaps not taken: the next look begins here anew.
                scanned = start;
            }
            return unit(stop, behind, limit);
        }
        scanned = end;
        if (end - start - known.matched() > limit) {
            // A beginning of the delimiter stays; the rest of the unit is skipped.
            Delimiter through = new Delimiter(delimiter);
            start = end - known.matched();
            scanned = start;
            sought = null;
            skipping = ended ? null : through;
            if (ended) {
                clear();
            }
            return ScanResult.TOO_LONG;
        }
        return ended ? incomplete() : ScanResult.MORE;
    }

    /**
     * Looks for so many bytes.
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
     * Looks for any bytes.
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
     * Looks for the end of the stream.
     *
     * @param limit bytes, zero or more
     * @return {@link ScanResult#READY}, also with no bytes, {@link ScanResult#MORE} or {@link ScanResult#TOO_LONG}
     */
    public ScanResult all(int limit) {
        if (skipping != null && !skip()) {
            return ended ? unit(start, start, 0) : ScanResult.MORE;
        }
        if (end - start > limit) {
            return tooLong(ended ? null : TO_THE_END);
        }
        return ended ? unit(end, end, limit) : ScanResult.MORE;
    }

    private ScanResult unit(int stop, int behind, int limit) {
        if (stop - start > limit) {
            start = behind;
            scanned = behind;
            if (sought != null) {
                sought.restart();
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

    private ScanResult tooLong(@Nullable Object through) {
        clear();
        skipping = through;
        return ScanResult.TOO_LONG;
    }

    /** Drops what belongs to an overlong unit; true when its end was found or the stream has ended. */
    private boolean skip() {
        Object through = skipping;
        int behind;
        if (through instanceof Delimiter delimiter) {
            int from = Math.max(scanned, start);
            behind = delimiter.search(array, from, end);
            bytesSearched += (behind < 0 ? end : behind) - from;
        } else if (through == TO_THE_END) {
            behind = -1;
        } else {
            behind = ByteSearch.indexOf(array, start, end, LF) + 1;
            bytesSearched += (behind <= 0 ? end : behind) - start;
        }
        if (behind > 0) {
            start = behind;
            scanned = behind;
            skipping = null;
            sought = null;
            return true;
        }
        clear();
        if (ended) {
            skipping = null;
        }
        return false;
    }

    /**
     * Whether input is being dropped as the rest of an overlong unit.
     *
     * @return true until its end has been seen
     */
    public boolean skipping() {
        return skipping != null;
    }

    /**
     * The found unit's first byte.
     *
     * @return index into {@link #array()}
     */
    public int contentStart() {
        return start;
    }

    /**
     * The found unit's length.
     *
     * @return bytes
     */
    public int contentLength() {
        return contentEnd - start;
    }

    /**
     * The found unit and its delimiter.
     *
     * @return read-only, valid until the unit is consumed
     */
    public ByteBuffer unit() {
        return ByteBuffer.wrap(array, start, unitEnd - start).slice().asReadOnlyBuffer();
    }

    /** Steps behind the found unit. */
    public void consume() {
        start = unitEnd;
        scanned = start;
        if (sought != null) {
            sought.restart();
        }
        rewind();
    }

    /**
     * Copies the found unit and steps behind it.
     *
     * @return its content
     */
    public byte[] takeBytes() {
        byte[] content = Arrays.copyOfRange(array, start, contentEnd);
        consume();
        return content;
    }
}

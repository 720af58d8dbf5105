package dev.futurewire.monitor.model.follow;

import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.monitor.model.follow.TrafficSegment.Kind;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Splits the bytes of one direction into messages, as a decoder determines. */
final class MessageSplitter {
    /** The longest message that is kept together: half of what a {@link FollowBuffer} holds. */
    static final int MAX_MESSAGE = FollowBuffer.MAX_BYTES / 2;

    private final MessageDecoder.Messages messages;
    private final boolean inbound;
    private final long connection;
    private byte[] held = new byte[512];
    private int from;
    private int to;
    private int seen;
    private long offset;
    private long millis;
    private boolean cut;

    MessageSplitter(MessageDecoder decoder, boolean inbound, long connection) {
        messages = decoder.start(inbound);
        this.inbound = inbound;
        this.connection = connection;
    }

    /** Adds a piece, and passes completed messages on. */
    void add(TrafficPiece piece, Consumer<TrafficSegment> complete) {
        if (piece.skipped() != 0) {
            flush(Long.MAX_VALUE, complete);
            cut = false;
            complete.accept(new TrafficSegment(
                    Kind.GAP, piece.millis(), inbound, new byte[0], 0, piece.skipped(), piece.offset(), connection));
        }
        if (from == to) {
            offset = piece.offset();
        }
        append(piece.bytes());
        millis = piece.millis();
        split(complete);
    }

    private void append(byte[] bytes) {
        if (to + bytes.length > held.length) {
            int length = to - from;
            byte[] target = length + bytes.length > held.length
                    ? new byte[Math.max(2 * held.length, length + bytes.length)]
                    : held;
            System.arraycopy(held, from, target, 0, length);
            held = target;
            from = 0;
            to = length;
        }
        System.arraycopy(bytes, 0, held, to, bytes.length);
        to += bytes.length;
    }

    private void split(Consumer<TrafficSegment> complete) {
        while (from < to) {
            int length = messages.length(held, from, to, seen);
            if (cut && length == MessageDecoder.UNKNOWN) {
                length = to - from; // the rest of a message whose beginning has been passed on
            }
            if (length == MessageDecoder.UNKNOWN) {
                pass(Kind.UNKNOWN, to - from, complete);
            } else if (length > 0 && length <= to - from) {
                pass(cut ? Kind.REST : Kind.MESSAGE, length, complete);
                cut = false;
            } else if (to - from >= MAX_MESSAGE) {
                pass(cut ? Kind.REST : Kind.PARTIAL, to - from, complete);
                cut = true;
            } else {
                seen = to - from;
                return;
            }
        }
        if (held.length > MAX_MESSAGE / 8) {
            held = new byte[512];
            from = 0;
            to = 0;
        }
    }

    private void pass(Kind kind, int length, Consumer<TrafficSegment> complete) {
        byte[] bytes = Arrays.copyOfRange(held, from, from + length);
        complete.accept(new TrafficSegment(kind, millis, inbound, bytes, length, 0, offset, connection));
        from += length;
        offset += length;
        seen = 0;
    }

    /** Passes an incomplete message on if its last byte is not later than {@code before}. */
    void flush(long before, Consumer<TrafficSegment> incomplete) {
        if (to > from && millis <= before) {
            pass(cut ? Kind.REST : Kind.PARTIAL, to - from, incomplete);
            cut = true;
        }
    }

    /** Returns the incomplete message, which stays, or null if there is none whose last byte is not later than {@code before}. */
    @Nullable
    TrafficSegment incomplete(long before) {
        if (to == from || millis > before) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(held, from, to);
        return new TrafficSegment(
                cut ? Kind.REST : Kind.PARTIAL, millis, inbound, bytes, bytes.length, 0, offset, connection);
    }
}

package dev.futurewire.monitor.model.follow;

import dev.futurewire.monitor.decode.MessageDecoder;
import java.util.ArrayList;
import java.util.List;

/** The messages of a followed connection in both directions, read from its buffer as one decoder splits them. Not thread-safe. */
public final class Conversation {
    /** Time after which a message that is not complete is shown, and after which an answer ends it: 300 ms. */
    static final long INCOMPLETE_MILLIS = 300;

    private final FollowBuffer buffer;
    private final MessageSplitter in;
    private final MessageSplitter out;
    private long next;
    private long expectedIn = -1;
    private long expectedOut = -1;

    /** Creates a conversation, which starts with the first piece that the buffer holds. */
    public Conversation(FollowBuffer buffer, MessageDecoder decoder) {
        this.buffer = buffer;
        in = new MessageSplitter(decoder, true, buffer.connection());
        out = new MessageSplitter(decoder, false, buffer.connection());
    }

    /** Continues with the pieces that will be added from now on. */
    public void skipToEnd() {
        next = buffer.count();
        expectedIn = -1;
        expectedOut = -1;
    }

    /** Returns the messages completed since the last call. */
    public List<TrafficSegment> read() {
        List<TrafficSegment> fresh = new ArrayList<>();
        for (TrafficPiece piece : buffer.since(next)) {
            TrafficPiece counted = withDiscarded(piece);
            next = piece.number() + 1;
            MessageSplitter own = piece.inbound() ? in : out;
            MessageSplitter other = piece.inbound() ? out : in;
            // What the other side has not completed comes first, so that messages are shown in the order they passed.
            other.flush(piece.millis() - INCOMPLETE_MILLIS, fresh::add);
            own.add(counted, fresh::add);
        }
        return fresh;
    }

    /** Counts bytes that the buffer has discarded before they were read here as missing. */
    private TrafficPiece withDiscarded(TrafficPiece piece) {
        long expected = piece.inbound() ? expectedIn : expectedOut;
        long end = piece.offset() + piece.bytes().length;
        if (piece.inbound()) {
            expectedIn = end;
        } else {
            expectedOut = end;
        }
        if (expected < 0 || piece.skipped() < 0 || piece.offset() <= expected) {
            return piece;
        }
        return new TrafficPiece(
                piece.number(),
                piece.millis(),
                piece.inbound(),
                piece.bytes(),
                piece.offset() - expected,
                piece.offset());
    }

    /** Returns the messages that have been incomplete for a while, and stay so. */
    public List<TrafficSegment> incomplete(long now) {
        List<TrafficSegment> parts = new ArrayList<>(2);
        for (MessageSplitter each : new MessageSplitter[] {in, out}) {
            TrafficSegment part = each.incomplete(now - INCOMPLETE_MILLIS);
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }
}

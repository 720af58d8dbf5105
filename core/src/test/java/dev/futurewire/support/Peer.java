package dev.futurewire.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The other end of a channel under test, in plain blocking style. */
public abstract class Peer implements AutoCloseable {
    private static final long STALLED_MILLIS = Await.PATIENCE.toMillis();
    private static final int SHOWN = 60;

    private final byte[] chunk = new byte[64 * 1024];

    /** Sends bytes; returns at once even if the channel does not read them. */
    public abstract void send(byte[] bytes);

    /** Sends text in UTF-8. */
    public final void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends its output after what was sent: FIN. */
    public abstract void eof();

    /** Breaks the connection: RST. */
    public abstract void reset();

    /** Closes both directions. */
    public abstract void peerClose();

    /** The failure of a send, or null. */
    public abstract @Nullable IOException sendFailure();

    /**
     * Receives some bytes.
     *
     * @param max at most so many
     * @return their number, -1 at the end of the stream, 0 if nothing came in time
     */
    protected abstract int receive(ByteBuffer target, int max, long withinMillis) throws IOException;

    /** Closes everything, at the end of a test. */
    @Override
    public abstract void close();

    /** Expects exactly these bytes next. */
    public final void expectPeer(byte[] expected) {
        int at = 0;
        while (at < expected.length) {
            int count = receiveSome(expected.length - at, "byte " + at + " of " + expected.length);
            if (count < 0) {
                throw new AssertionError("the stream ended at byte " + at + " of " + expected.length + ", expected "
                        + shown(expected, at));
            }
            int wrong = Arrays.mismatch(chunk, 0, count, expected, at, at + count);
            if (wrong >= 0) {
                throw new AssertionError("byte " + (at + wrong) + " differs: expected " + shown(expected, at + wrong)
                        + ", received " + shown(Arrays.copyOf(chunk, count), wrong));
            }
            at += count;
        }
    }

    /** Expects exactly this text next. */
    public final void expectPeer(String text) {
        expectPeer(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Expects a clean end of the stream. */
    public final void expectPeerEof() {
        int count = receiveSome(chunk.length, "the end of the stream");
        if (count >= 0) {
            throw new AssertionError(
                    "expected the end of the stream, received " + shown(Arrays.copyOf(chunk, count), 0));
        }
    }

    /** Expects the stream to end or break; skips bytes before that. */
    public final void expectPeerEnd() {
        try {
            while (true) {
                int count = receive(ByteBuffer.wrap(chunk), chunk.length, STALLED_MILLIS);
                if (count < 0) {
                    return;
                }
                if (count == 0) {
                    throw new AssertionError("the stream neither ended nor broke");
                }
            }
        } catch (IOException reset) {
            // A broken stream is an end, too.
        }
    }

    /** Expects no bytes for a while. */
    public final void expectPeerSilent(long millis) {
        int count;
        try {
            count = receive(ByteBuffer.wrap(chunk), chunk.length, millis);
        } catch (IOException e) {
            throw new AssertionError("expected silence", e);
        }
        if (count != 0) {
            throw new AssertionError("expected silence, received "
                    + (count < 0 ? "the end of the stream" : shown(Arrays.copyOf(chunk, count), 0)));
        }
    }

    /** Sends three late bytes at this interval, and expects no reset. */
    public final void expectPeerLinger(long millis) {
        for (int i = 0; i < 3; i++) {
            sendLate(i);
            Await.pause(millis);
        }
        // A reset becomes visible at the write after the one that caused it.
        sendLate(3);
    }

    private void sendLate(int number) {
        send(new byte[] {'.'});
        IOException failure = sendFailure();
        if (failure != null) {
            throw new AssertionError("late byte " + number + " met a reset", failure);
        }
    }

    /** All bytes to the end of the stream. */
    public final byte[] receiveAll() {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (int count = receiveSome(chunk.length, "the end");
                count >= 0;
                count = receiveSome(chunk.length, "the end")) {
            all.write(chunk, 0, count);
        }
        return all.toByteArray();
    }

    private int receiveSome(int wanted, String awaited) {
        try {
            int max = Math.min(wanted, chunk.length);
            int count = receive(ByteBuffer.wrap(chunk, 0, max), max, STALLED_MILLIS);
            if (count == 0) {
                throw new AssertionError(
                        "nothing was received within " + STALLED_MILLIS + " ms while waiting for " + awaited);
            }
            return count;
        } catch (IOException e) {
            throw new AssertionError("the stream broke while waiting for " + awaited, e);
        }
    }

    private static String shown(byte[] bytes, int from) {
        int to = Math.min(bytes.length, from + SHOWN);
        String text = new String(bytes, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1);
        return '"' + text.replace("\r", "\\r").replace("\n", "\\n") + (to < bytes.length ? "\"..." : "\"");
    }
}

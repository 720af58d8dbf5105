package dev.futurewire.internal.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A read buffer that all idle connections of a loop share, instead of one each.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>By the contract of {@code AsynchronousSocketChannel}, a buffer belongs to a read until the read completes. On
 * Unix, the JDK (17 to 25, {@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}) uses it for less time. A read that
 * starts on the group's thread may find input immediately and complete inside the call. Otherwise the buffer is written
 * to when the poller has found the socket readable, and the handler is called next, on the group's thread as well. A
 * loop is worked by one thread only. So between the first byte in the buffer and the return of the handler there is no
 * other access, and if the handler copies the bytes, the buffer can be passed to a thousand reads.
 *
 * <p>This is the behavior of an implementation. Sharing is therefore optional, and rejected unless its assumptions
 * hold: the class must have the known name (on Windows, sockets fill the buffer in the background), and a trial must
 * show that a read with available input either completes inside its call or has not touched the buffer when the call
 * returns.
 */
final class SharedReadBuffer {
    /** The size of the buffer: 64 KiB. */
    private static final int SIZE = BufferPool.BUFFER_SIZE;

    private static final String SAFE_SOCKET_CLASS = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";
    private static final long TIMEOUT_SECONDS = 5;

    /** A byte that the peer does not send in the trial. */
    private static final byte UNTOUCHED = 1;

    private SharedReadBuffer() {}

    /**
     * Creates a buffer that all sockets of a group may share.
     *
     * @param group has one working thread
     * @return an empty direct buffer, or null if sharing is not safe
     */
    static @Nullable ByteBuffer createIfSafe(AsynchronousChannelGroup group) {
        try {
            return isSafe(group) ? ByteBuffer.allocateDirect(SIZE) : null;
        } catch (IOException | ExecutionException | TimeoutException inconclusive) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static boolean isSafe(AsynchronousChannelGroup group)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        try (AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open(group);
                Socket peer = new Socket()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            Future<AsynchronousSocketChannel> accepted = listener.accept();
            peer.connect(listener.getLocalAddress(), (int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            try (AsynchronousSocketChannel socket = accepted.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                if (!socket.getClass().getName().equals(SAFE_SOCKET_CLASS)) {
                    return false;
                }
                Trial trial = new Trial(socket);
                socket.read(trial.one, Trial.Which.FIRST, trial);
                peer.getOutputStream().write(new byte[2]);
                return trial.outcome.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /**
     * Reads one of two bytes that arrive together, starts to read the other, and checks whether that has touched the
     * buffer.
     */
    static final class Trial implements CompletionHandler<Integer, Trial.Which> {
        enum Which {
            FIRST,
            SECOND
        }

        final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        final ByteBuffer one = ByteBuffer.allocate(1);
        private final AsynchronousSocketChannel socket;
        private boolean ended;

        Trial(AsynchronousSocketChannel socket) {
            this.socket = socket;
        }

        @Override
        public void completed(Integer count, Which read) {
            if (read == Which.SECOND) {
                ended = true;
                return;
            }
            socket.read(one.clear().put(0, UNTOUCHED), Which.SECOND, this);
            outcome.complete(ended || (one.hasRemaining() && one.get(0) == UNTOUCHED));
        }

        @Override
        public void failed(Throwable failure, Which read) {
            outcome.completeExceptionally(failure);
        }
    }
}

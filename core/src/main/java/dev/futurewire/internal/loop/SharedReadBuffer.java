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
 * One buffer with which all connections of a loop wait at once, instead of one each.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>By the contract of {@code AsynchronousSocketChannel} a buffer belongs to a read until that ends. On Unix the JDK (17 to
 * 25, {@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}) makes less use of it: a read that begins on the group's thread may
 * find something there and then, and ends inside its own call; else the buffer is touched when the poller has found the socket
 * readable, and the handler is called next, on the group's thread too. Only one thread works a loop. So between the first byte
 * in the buffer and the handler's return nobody else uses it, and whoever has copied the bytes by then may have lent the buffer
 * to a thousand reads.
 *
 * <p>That is an implementation's behaviour. So sharing has to be asked for, and is refused unless everything that it leans on
 * is found: the class by its name (Windows' sockets fill the buffer while nobody looks), and by a trial that a read for which
 * there is something either ends inside its own call or has not touched the buffer when that returns.
 */
final class SharedReadBuffer {
    /** Its size: 64 KiB. */
    private static final int SIZE = BufferPool.BUFFER_SIZE;

    private static final String KNOWN = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";
    private static final long PATIENCE_SECONDS = 5;

    /** What no peer sends in the trial. */
    private static final byte UNTOUCHED = 1;

    private SharedReadBuffer() {}

    /**
     * A buffer that all sockets of a group may share.
     *
     * @param group has one working thread
     * @return an empty buffer outside the heap; null if it cannot be shared here
     */
    static @Nullable ByteBuffer of(AsynchronousChannelGroup group) {
        try {
            return safe(group) ? ByteBuffer.allocateDirect(SIZE) : null;
        } catch (IOException | ExecutionException | TimeoutException notFoundOut) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static boolean safe(AsynchronousChannelGroup group)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        try (AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open(group);
                Socket peer = new Socket()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            Future<AsynchronousSocketChannel> accepted = listener.accept();
            peer.connect(listener.getLocalAddress(), (int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            try (AsynchronousSocketChannel socket = accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                if (!socket.getClass().getName().equals(KNOWN)) {
                    return false;
                }
                Trial trial = new Trial(socket);
                socket.read(trial.one, Trial.Which.FIRST, trial);
                peer.getOutputStream().write(new byte[2]);
                return trial.outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** Reads one of two bytes that come together, and then the other: what has become of the buffer when that has begun? */
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

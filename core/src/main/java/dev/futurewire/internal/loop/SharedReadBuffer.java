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
 * 25, {@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}) makes less use of it: it touches the buffer only when its poller
 * has found the socket readable, reads into it on the group's thread, and calls the handler there and then. Only one thread
 * works a loop. So between the first byte in the buffer and the handler's return nobody else uses it, and whoever has copied
 * the bytes by then may have lent the buffer to a thousand reads.
 *
 * <p>That is an implementation's behaviour. So sharing has to be asked for, and is refused unless everything that it leans on
 * is found: the class by its name (Windows' sockets fill the buffer while nobody looks), and by a trial that a read is left
 * to the poller even if there is something to read. A read that is tried at once may be told of later, when another has filled
 * the buffer; see {@link SynchronousReads} for what decides it.
 */
final class SharedReadBuffer {
    /** Its size: 64 KiB. */
    private static final int SIZE = BufferPool.BUFFER_SIZE;

    private static final String KNOWN = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";
    private static final long PATIENCE_SECONDS = 5;

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
                socket.read(trial.one, null, trial);
                peer.getOutputStream().write(new byte[2]);
                return trial.outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** Reads one of two bytes that come together, and then the other: is that read tried at once? */
    private static final class Trial implements CompletionHandler<Integer, @Nullable Thread> {
        final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        final ByteBuffer one = ByteBuffer.allocate(1);
        private final AsynchronousSocketChannel socket;
        private boolean beginning;

        Trial(AsynchronousSocketChannel socket) {
            this.socket = socket;
        }

        @Override
        public void completed(Integer count, @Nullable Thread began) {
            if (began == null) {
                beginning = true;
                socket.read(one.clear(), Thread.currentThread(), this);
                beginning = false;
            } else {
                outcome.complete(!beginning && began == Thread.currentThread());
            }
        }

        @Override
        public void failed(Throwable failure, @Nullable Thread began) {
            outcome.completeExceptionally(failure);
        }
    }
}

package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;

/**
 * A line echo written directly on NIO.2 for this benchmark: what the platform achieves without a library. {@code --buffer} is
 * the size of a connection's buffer. With {@code --timeout}, each read has the channel's own timeout, which suffices here since
 * its expiry ends the connection. With {@code --leave-reads}, the JDK leaves reads to its poller instead of trying them at
 * once.
 */
public final class RawNio2Peer implements CompletionHandler<AsynchronousSocketChannel, Void> {
    private final AsynchronousServerSocketChannel listener;
    private final DirectBufferPool buffers;
    private final int timeoutSeconds;

    private RawNio2Peer(AsynchronousServerSocketChannel listener, DirectBufferPool buffers, int timeoutSeconds) {
        this.listener = listener;
        this.buffers = buffers;
        this.timeoutSeconds = timeoutSeconds;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(args);
        if (arguments.has("--leave-reads")) {
            SynchronousReads.leaveToPoller();
        }
        AsynchronousChannelGroup loop = AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
        AsynchronousServerSocketChannel listener =
                AsynchronousServerSocketChannel.open(loop).bind(arguments.address(), EchoProtocol.BACKLOG);
        DirectBufferPool buffers = new DirectBufferPool(Integer.parseInt(arguments.value("--buffer", "4096")));
        int timeout = arguments.has("--timeout") ? EchoProtocol.TIMEOUT_SECONDS : 0;
        listener.accept(null, new RawNio2Peer(listener, buffers, timeout));
        Announcement.listening(((InetSocketAddress) listener.getLocalAddress()).getPort());
        new CountDownLatch(1).await();
    }

    @Override
    public void completed(AsynchronousSocketChannel channel, Void none) {
        listener.accept(null, this);
        new RawNio2Connection(channel, buffers, timeoutSeconds).start();
    }

    @Override
    public void failed(Throwable failure, Void none) {
        failure.printStackTrace();
        System.exit(1);
    }
}

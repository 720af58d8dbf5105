package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.internal.transport.SocketTransport;
import dev.futurewire.internal.transport.TransportListener;
import dev.futurewire.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop's sockets, with as many reads as one task begins; their peers have all written something. */
final class SocketReadsTest {
    private static final int SOCKETS = DeferredReads.READS_PER_TASK;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SocketTransport> transports = new ArrayList<>();
    private final List<Integer> completed = new CopyOnWriteArrayList<>();
    private GroupLoop loop;

    @BeforeEach
    void connect() throws Exception {
        loop = GroupLoop.start(true, 1);
        try (ServerSocket listener = new ServerSocket(0, SOCKETS, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < SOCKETS; i++) {
                AsynchronousSocketChannel socket = AsynchronousSocketChannel.open(loop.group());
                open.add(socket);
                socket.connect(listener.getLocalSocketAddress()).get(10, TimeUnit.SECONDS);
                Socket peer = listener.accept();
                open.add(peer);
                peer.getOutputStream().write(i);
                transports.add(new SocketTransport(socket, loop.reads()));
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        loop.shutdown();
    }

    @Test
    void whatIsThereWhenADeferredReadBeginsCostsNoRoundOfThePoller() {
        List<Boolean> inside = new CopyOnWriteArrayList<>();

        readAll(i -> inside.add(StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == DeferredReads.class))));

        Await.until("all have been read", () -> completed.size() == SOCKETS);
        assertEquals(IntStream.range(0, SOCKETS).boxed().toList(), completed);
        assertEquals(IntStream.range(0, SOCKETS).mapToObj(i -> true).toList(), inside);
    }

    @Test
    void whoBlocksInTheMidstOfATaskKeepsNobodyFromReading() {
        readAll(i -> {
            if (i == 1) {
                LoopThread thread = LoopThread.current();
                thread.enterUser((blocked, nanos) -> {});
                Await.until("the others have been read", () -> completed.size() == SOCKETS - 1);
                thread.leaveUser();
            }
        });

        Await.until("all have been read", () -> completed.size() == SOCKETS);
    }

    /** Each socket begins to read in the same turn. */
    private void readAll(IntConsumer then) {
        loop.submit(() -> {
            for (int i = 0; i < SOCKETS; i++) {
                int number = i;
                transports.get(i).listener(new TransportListener() {
                    @Override
                    public void readCompleted(int count) {
                        // As a channel does: in a turn.
                        loop.submit(() -> {
                            then.accept(number);
                            completed.add(number);
                        });
                    }

                    @Override
                    public void readFailed(IOException failure) {}

                    @Override
                    public void writeCompleted(int count) {}

                    @Override
                    public void writeFailed(IOException failure) {}
                });
                transports.get(i).read(ByteBuffer.allocate(1));
            }
        });
    }
}

package dev.futurewire.server.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A proxy that simulates an unreliable network: it delays, fragments or truncates the data. */
final class ChaosProxy implements AutoCloseable {
    private static final int BUFFER = 4096;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress target;
    private final Plan plan;
    private final Random random;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** How a direction ends prematurely. */
    enum Ending {
        /** It does not end prematurely. */
        NONE,
        /** FIN in both directions. */
        TRUNCATE,
        /** RST in both directions. */
        RESET
    }

    /**
     * The faults to simulate. *
     * @param latency the delay of every piece
     * @param jitter the maximum additional delay
     * @param stallAfter the number of bytes towards the client after which the transfer stalls; negative for never
     * @param stall the duration of the stall
     * @param piece the maximum number of bytes per piece
     * @param ending how the connection ends
     * @param endAfter the number of bytes towards the client after which it ends
     */
    record Plan(
            Duration latency, Duration jitter, int stallAfter, Duration stall, int piece, Ending ending, int endAfter) {
        private static final Plan PLAIN =
                new Plan(Duration.ZERO, Duration.ZERO, -1, Duration.ZERO, BUFFER, Ending.NONE, Integer.MAX_VALUE);

        static Plan latency(Duration latency, Duration jitter) {
            return new Plan(latency, jitter, -1, Duration.ZERO, BUFFER, Ending.NONE, Integer.MAX_VALUE);
        }

        static Plan stall(int after, Duration stall) {
            return new Plan(Duration.ZERO, Duration.ZERO, after, stall, BUFFER, Ending.NONE, Integer.MAX_VALUE);
        }

        static Plan split(int piece) {
            return new Plan(Duration.ZERO, Duration.ZERO, -1, Duration.ZERO, piece, Ending.NONE, Integer.MAX_VALUE);
        }

        static Plan end(Ending ending, int after) {
            return new Plan(Duration.ZERO, Duration.ZERO, -1, Duration.ZERO, BUFFER, ending, after);
        }

        static Plan plain() {
            return PLAIN;
        }
    }

    /** Listens on a free port. */
    ChaosProxy(InetSocketAddress target, Plan plan, long seed) throws IOException {
        this.target = target;
        this.plan = plan;
        random = new Random(seed);
        thread(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "chaos-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket();
                sockets.add(client);
                sockets.add(server);
                server.connect(target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                thread(() -> pump(client, server, false));
                thread(() -> pump(server, client, true));
            }
        } catch (IOException closed) {
            // The proxy is closed as well.
        }
    }

    private void pump(Socket from, Socket to, boolean towardsClient) {
        byte[] buffer = new byte[plan.piece];
        int passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (true) {
                int most = towardsClient ? Math.min(buffer.length, plan.endAfter - passed) : buffer.length;
                if (most == 0) {
                    end(from, to);
                    return;
                }
                int length = in.read(buffer, 0, most);
                if (length < 0) {
                    to.shutdownOutput();
                    return;
                }
                delay(towardsClient ? passed : -1, length);
                out.write(buffer, 0, length);
                passed += length;
            }
        } catch (IOException broken) {
            close(from);
            close(to);
        }
    }

    private void delay(int passed, int length) {
        long nanos = plan.latency.toNanos() + (long) (plan.jitter.toNanos() * random.nextDouble());
        if (passed >= 0 && passed <= plan.stallAfter && plan.stallAfter < passed + length) {
            nanos += plan.stall.toNanos();
        }
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void end(Socket one, Socket other) throws IOException {
        if (plan.ending == Ending.RESET) {
            one.setSoLinger(true, 0);
            other.setSoLinger(true, 0);
            close(one);
            close(other);
        } else {
            one.shutdownOutput();
            other.shutdownOutput();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // Closed in any case.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(ChaosProxy::close);
    }
}

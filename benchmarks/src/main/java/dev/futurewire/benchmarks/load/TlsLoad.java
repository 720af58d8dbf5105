package dev.futurewire.benchmarks.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Load over TLS 1.3 with the JDK's blocking sockets and a thread per connection: lines on long-lived connections, or a new
 * connection with a full handshake for each line. The client costs about as much as the server; the figure to compare is the
 * server's processor time.
 */
final class TlsLoad {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Request request;
    private final boolean connecting;
    private final Payload payload;
    private final int bytes;

    TlsLoad(Request request, boolean connecting) {
        this.request = request;
        this.connecting = connecting;
        this.bytes = request.number("bytes") + 1;
        this.payload = new Payload(1, request.number("bytes"));
    }

    Result run() throws IOException {
        int count = request.number("connections");
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Worker> workers = new ArrayList<>();
        try {
            SSLContext context = TrustingTls.context();
            for (int i = 0; i < count; i++) {
                workers.add(new Worker(context, payload.batch(i)));
            }
            new WarmUp(request).run(time -> drive(threads, workers, time, sentAt -> {}));
            Measurement measurement = new Measurement(request);
            drive(threads, workers, System.nanoTime() + request.nanos("seconds"), at -> measurement.answered(at, 1));
            return measurement.end(0);
        } finally {
            threads.shutdown();
            for (Worker worker : workers) {
                worker.close();
            }
        }
    }

    private static void drive(ExecutorService threads, List<Worker> workers, long until, LongConsumer answered)
            throws IOException {
        List<Future<?>> running = new ArrayList<>();
        for (Worker worker : workers) {
            running.add(threads.submit(() -> worker.work(until, answered)));
        }
        for (Future<?> each : running) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }
    }

    /** Drives one connection, or one after another. */
    private final class Worker implements AutoCloseable {
        private final SSLContext context;
        private final byte[] line;
        private final byte[] received;

        private @Nullable SSLSocket socket;

        Worker(SSLContext context, ByteBuffer batch) {
            this.context = context;
            line = new byte[bytes];
            received = new byte[bytes];
            batch.get(line);
        }

        void work(long until, LongConsumer answered) {
            try {
                while (System.nanoTime() < until) {
                    long sentAt = System.nanoTime();
                    exchange(opened());
                    if (connecting) {
                        close();
                    }
                    answered.accept(sentAt);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private SSLSocket opened() throws IOException {
            SSLSocket known = socket;
            if (known == null) {
                // A new context has no session to resume.
                SSLContext own = connecting ? TrustingTls.context() : context;
                known = (SSLSocket) own.getSocketFactory()
                        .createSocket(
                                request.server().getAddress(), request.server().getPort());
                known.setTcpNoDelay(true);
                known.setSoTimeout(TIMEOUT_MILLIS);
                known.startHandshake();
                socket = known;
            }
            return known;
        }

        private void exchange(SSLSocket to) throws IOException {
            to.getOutputStream().write(line);
            new DataInputStream(to.getInputStream()).readFully(received);
            if (!Arrays.equals(line, received)) {
                throw new ProtocolException("the server sent something else than it was sent");
            }
        }

        @Override
        public void close() throws IOException {
            SSLSocket known = socket;
            socket = null;
            if (known != null) {
                known.close();
            }
        }
    }
}

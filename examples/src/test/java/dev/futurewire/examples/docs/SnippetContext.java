package dev.futurewire.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What fragments of code in the documents find around them: a server that greets each client with some numbers and then sends
 * back every line, a handler that does the same, and a channel that is connected to it.
 */
public abstract class SnippetContext implements AutoCloseable {
    private static final byte[] GREETING = "1\n2\n3\n4\n5\n".getBytes(UTF_8);

    private final List<AsyncChannel> opened = new ArrayList<>();

    /** Greets and echoes. */
    protected final ConnectionHandler handler =
            channel -> channel.write(GREETING).thenCompose(greeted -> channel.forEachLine(channel::writeLine));

    /** Such a server. */
    protected final AsyncServer server = listen(handler);

    /** Its address. */
    protected final InetSocketAddress address = server.localAddress();

    /** Connected to it. */
    protected final AsyncChannel channel = connect();

    /** Runs the fragment. */
    public void run() throws Exception {}

    /** Starts a server on any free port, which ends with the process. */
    protected static AsyncServer listen(ConnectionHandler handler) {
        try {
            return AsyncServer.listen(anyPort(), handler);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns an address to listen on. */
    protected static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Connects to the server of this context. */
    protected final AsyncChannel connect() {
        AsyncChannel connected = get(AsyncChannel.connect(address));
        opened.add(connected);
        return connected;
    }

    /** Waits for a stage. */
    protected static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns a file in the folder of the test, where {@code chain.pem} and {@code key.pem} are. */
    protected static Path file(String name) {
        return TestCertificate.FOLDER.resolve(Path.of(name).getFileName());
    }

    /** Returns options for a server. */
    protected static TlsOptions serverTls() {
        try {
            return TlsOptions.builder()
                    .certificate(TestCertificate.CHAIN, TestCertificate.KEY)
                    .build();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns options for a client that accepts any certificate. */
    protected static TlsOptions insecure() {
        try {
            return TlsOptions.builder().insecureTrustAnyPeer().build();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Waits for what an expression yields, if it is a stage. */
    protected static void finish(Object result) {
        if (result instanceof CompletionStage<?> stage) {
            get(stage);
        }
    }

    /** Fails if something is not so. */
    protected static void check(boolean truth) {
        if (!truth) {
            throw new AssertionError("the check after the fragment failed");
        }
    }

    @Override
    public final void close() {
        opened.forEach(AsyncChannel::abort);
        get(server.shutdown(Duration.ZERO));
    }
}

package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.FreshProgram;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import dev.futurewire.support.TestTls;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The threads of the library retain nothing of the part of a program that starts them. */
@Tag("slow")
final class ClassLoaderRetentionTest {
    @Test
    void aPartOfAProgramIsCollectedOnceUnloaded() throws IOException {
        assertEquals("collected", FreshProgram.output(Unloading.class));
    }

    @Test
    void noOtherThreadsAreStarted() throws IOException {
        assertEquals("[]", FreshProgram.output(Threads.class));
    }

    @Test
    void handlersFindTheSystemClassLoader() throws IOException {
        Set<ClassLoader> loaders = new CopyOnWriteArraySet<>();
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(new ClassLoader(before) {});
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("of the program");
        CompletableFuture<String> found = new CompletableFuture<>();
        try {
            ConnectionHandler blocking = ConnectionHandler.blocking(channel -> {
                loaders.add(Thread.currentThread().getContextClassLoader());
                found.complete(String.valueOf(inherited.get()));
            });
            try (LoopbackServer server = LoopbackServer.with(channel -> {
                        loaders.add(Thread.currentThread().getContextClassLoader());
                        return blocking.handle(channel);
                    });
                    TcpPeer peer = server.connect()) {
                assertEquals("null", Await.value(found));
                peer.expectPeerEnd();
            }
        } finally {
            current.setContextClassLoader(before);
        }
        assertEquals(1, loaders.size());
        assertSame(ClassLoader.getSystemClassLoader(), loaders.iterator().next());
    }

    /** Loads {@link Part} with a class loader of its own, runs it, and waits until that loader is collected. */
    static final class Unloading {
        public static void main(String[] args) throws Exception {
            // Registers a shutdown hook, which is a thread.
            TestTls.build(TestTls.server("TLSv1.3"));
            WeakReference<ClassLoader> loader = run();
            for (int i = 0; loader.get() != null && i < 100; i++) {
                System.gc();
                Await.happens(() -> loader.get() == null, java.time.Duration.ofMillis(100));
            }
            System.out.println(loader.get() == null ? "collected" : "kept");
            System.exit(0);
        }

        private static WeakReference<ClassLoader> run() throws Exception {
            ClassLoader loader = new PartLoader();
            Thread thread = new Thread(() -> {
                try {
                    ((Callable<?>) loader.loadClass(Part.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance())
                            .call();
                } catch (Exception failed) {
                    failed.printStackTrace(System.out);
                }
            });
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            return new WeakReference<>(loader);
        }
    }

    /** Defines {@link Part} itself; its parent loads everything else. */
    private static final class PartLoader extends ClassLoader {
        PartLoader() {
            super(ClassLoaderRetentionTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Part.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** Uses everything that starts threads: servers, clients, host names, TLS, timeouts, both kinds of handlers. */
    public static final class Part implements Callable<Object> {
        private static final InheritableThreadLocal<Object> LOCAL = new InheritableThreadLocal<>();

        @Override
        public Object call() throws Exception {
            LOCAL.set(new Object() {});
            ServerOptions options =
                    ServerOptions.builder().loops(2).sharedReadBuffer(true).build();
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByName("localhost"), 0);
            ConnectionHandler echo = channel -> channel.readLine().thenCompose(line -> channel.write(line + "\n"));
            try (AsyncServer server = AsyncServer.listen(anyPort, options, echo);
                    AsyncServer blocking = AsyncServer.listen(
                            anyPort,
                            options.toBuilder()
                                    .tls(TestTls.build(TestTls.server("TLSv1.3")))
                                    .build(),
                            ConnectionHandler.blocking(
                                    channel -> channel.write(channel.readLine().get() + "\n")
                                            .get()))) {
                converse(server, ChannelOptions.defaults());
                converse(
                        blocking,
                        ChannelOptions.builder()
                                .tls(TestTls.build(TestTls.client("TLSv1.3")))
                                .build());
            }
            return "done";
        }

        private static void converse(AsyncServer server, ChannelOptions options) throws Exception {
            AsyncChannel channel = AsyncChannel.connect(
                            InetSocketAddress.createUnresolved(
                                    "localhost", server.localAddress().getPort()),
                            options)
                    .get();
            channel.write("hello\n").thenAccept(done -> {}).get();
            assertEquals(
                    "hello", channel.readLine().orTimeout(10_000, MILLISECONDS).get());
            channel.close().get();
        }
    }

    /** Prints the threads other than those of the JVM and the library. */
    static final class Threads {
        public static void main(String[] args) throws Exception {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            new Part().call();
            Set<String> others = new TreeSet<>();
            for (Thread each : Thread.getAllStackTraces().keySet()) {
                String name = each.getName();
                boolean known = before.contains(each)
                        || name.startsWith("futurewire-")
                        // Threads of the JDK: the common pool, virtual threads, cleaners.
                        || name.startsWith("ForkJoinPool")
                        || name.startsWith("VirtualThread")
                        || name.startsWith("Common-Cleaner")
                        || name.startsWith("Read-Poller")
                        || name.startsWith("Write-Poller")
                        || name.startsWith("Attach Listener")
                        || name.startsWith("process reaper");
                if (!known) {
                    others.add(name);
                }
            }
            System.out.println(others);
            System.exit(0);
        }
    }
}

package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedToken;
import dev.futurewire.feed.InProcessFeed;
import dev.futurewire.feed.MonitorFeed;
import dev.futurewire.feed.RemoteFeed;
import dev.futurewire.feed.concurrent.DaemonThreads;
import dev.futurewire.server.faults.Eventually;
import dev.futurewire.server.metrics.MetricsEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads of the server module retain nothing of the part of a program that starts them. */
final class DaemonThreadsTest {
    @TempDir
    private Path folder;

    @Test
    void aThreadInheritsNothingFromItsCreator() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        CompletableFuture<String> seen = new CompletableFuture<>();
        List<Thread> created = new ArrayList<>();
        Thread creator = new Thread(new ThreadGroup("a part of a program"), () -> {
            inherited.set("a value of the part");
            created.add(DaemonThreads.factory("futurewire-test")
                    .newThread(() -> seen.complete(String.valueOf(inherited.get()))));
        });
        creator.setContextClassLoader(new ClassLoader() {});
        creator.start();
        creator.join();

        Thread thread = created.get(0);
        assertEquals("futurewire-test", thread.getName());
        assertTrue(thread.isDaemon());
        assertSame(ClassLoader.getSystemClassLoader(), thread.getContextClassLoader());
        assertEquals("main", thread.getThreadGroup().getName());
        thread.start();
        assertEquals("null", seen.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aPartThatStartsFeedsAndMetricsIsCollectedWhileTheyRun() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("collected", output.strip());
    }

    /** Loads {@link Part} with a class loader of its own, runs it, and waits until that loader is collected. */
    public static final class Program {
        private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);
        private static final List<AutoCloseable> RUNNING = new ArrayList<>();

        /** Runs the program; the argument is an empty folder. */
        public static void main(String[] arguments) throws Exception {
            // Logback's own thread belongs to the program, not to the part.
            System.getLogger(Program.class.getName()).isLoggable(System.Logger.Level.INFO);
            WeakReference<ClassLoader> loader = run(arguments[0]);
            for (int i = 0; loader.get() != null && i < 100; i++) {
                System.gc();
                Eventually.happens(Duration.ofMillis(100), () -> loader.get() == null);
            }
            System.out.println(loader.get() == null ? "collected" : "retained");
            Reference.reachabilityFence(RUNNING);
            System.exit(0);
        }

        private static WeakReference<ClassLoader> run(String folder) throws Exception {
            ClassLoader loader = new PartLoader();
            Thread thread = new Thread(() -> {
                try {
                    ((Callable<?>) loader.loadClass(Part.class.getName())
                                    .getConstructor(String.class)
                                    .newInstance(folder))
                            .call();
                } catch (Exception failure) {
                    failure.printStackTrace(System.out);
                }
            });
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            return new WeakReference<>(loader);
        }

        /** Starts everything that has threads, on the caller's thread, and leaves it running. */
        public static void start(Path folder) throws Exception {
            AsyncServer server =
                    AsyncServer.listen(ANY_PORT, channel -> channel.forEachLine(line -> channel.write(line + "\n")));
            MonitorFeed feed = MonitorFeed.builder()
                    .server("echo", server)
                    .address(ANY_PORT)
                    .tokenFile(folder.resolve("token"))
                    .start();
            RUNNING.add(feed);
            watch(new InProcessFeed("echo", server));
            watch(new RemoteFeed(feed.localAddress(), FeedToken.read(feed.tokenFile())));
            RUNNING.add(MetricsEndpoint.start(ANY_PORT, server::snapshot, Integer.MAX_VALUE, List.of()));
        }

        private static void watch(FeedSource source) throws Exception {
            RUNNING.add(source);
            FirstTick first = new FirstTick();
            source.watch(first, 10);
            first.seen().get(10, TimeUnit.SECONDS);
        }
    }

    /** Defines {@link Part} itself; its parent loads everything else. */
    private static final class PartLoader extends ClassLoader {
        PartLoader() {
            super(DaemonThreadsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Part.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /** A part of a program that can be unloaded. */
    public static final class Part implements Callable<Object> {
        private static final InheritableThreadLocal<Object> LOCAL = new InheritableThreadLocal<>();

        private final Path folder;

        /** Creates the part; the argument is an empty folder. */
        public Part(String folder) {
            this.folder = Path.of(folder);
        }

        @Override
        public Object call() throws Exception {
            LOCAL.set(this);
            Program.start(folder);
            return this;
        }
    }
}

package dev.futurewire.monitor;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.sun.management.OperatingSystemMXBean;
import dev.futurewire.monitor.attach.Target;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.settings.Settings;
import dev.futurewire.monitor.window.MonitorWindow;
import dev.futurewire.server.feed.FeedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/**
 * Measures the window against its targets and writes the figures to {@code target/measurements.txt}. Its name keeps it out of
 * the build; docs/monitor.md has the command. What it says holds for the machine it runs on and for what else runs there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MonitorMeasurements {
    private static final Path REPORT = Path.of("target", "measurements.txt");
    private static final Screen SCREEN = new Screen();
    private static final int WARM_UP_SECONDS = 8;
    private static final int SECONDS_MEASURED = Integer.getInteger("seconds", 20);
    private static final int SOAK_SECONDS = Integer.getInteger("soak", 60);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path folder;

    private MonitorWindow window;
    private Stage stage;

    @AfterEach
    void close() throws Exception {
        closeWindow();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private void show(Supplier<FeedSource> source) throws Exception {
        FxToolkit.registerPrimaryStage(); // starts the toolkit
        stage = FxToolkit.registerStage(Stage::new);
        window = WaitForAsyncUtils.waitForAsyncFx(20_000, () -> {
            MonitorWindow built = new MonitorWindow(
                    stage,
                    Settings.load(folder.resolve("settings")),
                    new dev.futurewire.monitor.window.FileQuestions(stage),
                    () -> {
                        throw new IOException("none");
                    });
            built.add(new Session(Session.Origin.ATTACHED, "measured", source, System::currentTimeMillis));
            built.show();
            return built;
        });
    }

    private void closeWindow() {
        MonitorWindow shown = window;
        if (shown != null) {
            window = null;
            SCREEN.fx(() -> {
                shown.close();
                stage.hide();
                return null;
            });
        }
    }

    @Test
    @Order(1)
    void idle() throws Exception {
        show(() -> new SyntheticFeed(0, 0));
        warmUp();
        double cores = cores(SECONDS_MEASURED);
        report("T2 idle: %.2f cores (< 0.1); live heap %d MB", cores, liveHeap());
    }

    @Test
    @Order(2)
    void tenThousandRowsAndAHundredThousandLines() throws Exception {
        show(() -> new SyntheticFeed(10_000, 100_000));
        SCREEN.awaitCell("10.0.0.1:40000");
        SCREEN.clickCell("10.0.0.1:40000");
        SCREEN.await(
                "the traffic", () -> SCREEN.texts().stream().anyMatch(text -> text.contains("a client that talks")));
        warmUp();
        SCREEN.fx(() -> {
            window.pulses().forget();
            return null;
        });
        long begun = System.nanoTime();
        double cores = cores(SECONDS_MEASURED);
        double seconds = (System.nanoTime() - begun) / 1e9;
        long[] gaps = SCREEN.fx(() -> window.pulses().gaps());
        Arrays.sort(gaps);
        report(
                "T1 10,000 rows, 100,000 lines/s, all of one followed connection: %.0f pulses/s (>= 50), gap p99 %d ms (<= 50),"
                        + " longest %d ms (<= 150)",
                gaps.length / seconds,
                NANOSECONDS.toMillis(gaps[(int) (gaps.length * 0.99)]),
                NANOSECONDS.toMillis(gaps[gaps.length - 1]));
        report("T2 at that load, the making of the load included: %.2f cores (< 1.0)", cores);
        long before = liveHeap();
        MILLISECONDS.sleep(SOAK_SECONDS * 1_000L);
        report(
                "T3 live heap at that load: %d MB, after %d s more %d MB (< 64), -Xmx%d MB",
                before, SOAK_SECONDS, liveHeap(), Runtime.getRuntime().maxMemory() >> 20);
    }

    private static void warmUp() throws InterruptedException {
        SECONDS.sleep(WARM_UP_SECONDS);
    }

    private static double cores(int seconds) throws InterruptedException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        SECONDS.sleep(seconds);
        return (system.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - begun);
    }

    private static long liveHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            MILLISECONDS.sleep(200);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least >> 20;
    }

    @Test
    @Order(3)
    void realConnections() throws Exception {
        int wanted = Integer.getInteger("connections", 10_000);
        Path token = folder.resolve("token");
        ServerProcess server = ServerProcess.start(
                0, 0, token, "--max-connections", Integer.toString(wanted + 10), "--timeout", "600s");
        open.add(server);
        show(() -> Target.of("127.0.0.1:" + server.feedPort, token).open());
        List<Socket> sockets = new ArrayList<>();
        open.add(() -> {
            for (Socket socket : sockets) {
                socket.close();
            }
        });
        byte[] line = "a line of a real client\n".getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        for (int i = 0; i < wanted; i++) {
            Socket socket = new Socket("127.0.0.1", server.port);
            sockets.add(socket);
            socket.getOutputStream().write(line);
            sent += line.length;
        }
        SCREEN.await("all of them", () -> SCREEN.text("filter-count").startsWith(String.format("%,d ", wanted)));
        SCREEN.fx(() -> {
            window.pulses().forget();
            return null;
        });
        long end = System.nanoTime() + SECONDS.toNanos(SECONDS_MEASURED);
        long begun = System.nanoTime();
        long cpu = serverCpu(server);
        double cores;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long ownCpu = system.getProcessCpuTime();
        for (int i = 0; System.nanoTime() < end; i++) {
            sockets.get(i % wanted).getOutputStream().write(line);
            sent += line.length;
            if (i % 20 == 19) {
                MILLISECONDS.sleep(1);
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        cores = (system.getProcessCpuTime() - ownCpu) / (seconds * 1e9);
        double serverCores = (serverCpu(server) - cpu) / (seconds * 1e9);
        long[] gaps = SCREEN.fx(() -> window.pulses().gaps());
        Arrays.sort(gaps);
        report(
                "T8 %,d real connections, about 15,000 lines/s: %.0f pulses/s, gap p99 %d ms; window and clients %.2f cores,"
                        + " server %.2f cores",
                wanted,
                gaps.length / seconds,
                NANOSECONDS.toMillis(gaps[(int) (gaps.length * 0.99)]),
                cores,
                serverCores);
        long exactly = sent;
        SCREEN.await(
                "all bytes",
                () -> window.picture().totals() != null
                        && window.picture().totals().bytesIn() == exactly);
        long rows = window.picture().entries().stream()
                .mapToLong(entry -> entry.row().bytesIn())
                .sum();
        report("T4 bytes sent by the clients %,d, in the server's total %<,d, sum of its rows %,d", exactly, rows);
    }

    private static long serverCpu(ServerProcess server) {
        return server.process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    @Test
    @Order(4)
    void lostAndFound() throws Exception {
        Path token = folder.resolve("token");
        List<Long> stale = new ArrayList<>();
        List<Long> back = new ArrayList<>();
        ServerProcess server = ServerProcess.start(0, 0, token);
        int port = server.port;
        int feedPort = server.feedPort;
        show(() -> Target.of("127.0.0.1:" + feedPort, token).open());
        SCREEN.await("no banner", () -> !SCREEN.shows("banner"));
        for (int i = 0; i < ROUNDS; i++) {
            long killed = System.nanoTime();
            server.kill();
            SCREEN.awaitText("banner-text", "Stale");
            stale.add(NANOSECONDS.toMillis(System.nanoTime() - killed));
            server.process.waitFor();
            Files.deleteIfExists(token);
            server = ServerProcess.start(port, feedPort, token);
            long listening = System.nanoTime();
            SCREEN.await("no banner", () -> !SCREEN.shows("banner"));
            back.add(NANOSECONDS.toMillis(System.nanoTime() - listening));
        }
        server.kill();
        report(
                "T10 killed %d times: shown as stale after %s ms (each <= 2,000), attached again %s ms after the server listened"
                        + " again (each <= 2,000)",
                ROUNDS, stale, back);
    }

    @Test
    @Order(5)
    void throughputWithAMonitorAttached() throws Exception {
        Path token = folder.resolve("token");
        ServerProcess server = ServerProcess.start(0, 0, token);
        open.add(server);
        Supplier<FeedSource> feed =
                () -> Target.of("127.0.0.1:" + server.feedPort, token).open();
        load(server, 5);
        List<double[]> alone = new ArrayList<>();
        List<double[]> fed = new ArrayList<>();
        List<double[]> shown = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            alone.add(load(server, 4));
            Session session = new Session(Session.Origin.ATTACHED, "no window", feed, System::currentTimeMillis);
            SECONDS.sleep(1);
            fed.add(load(server, 4));
            session.close();
            show(feed);
            SCREEN.await("no banner", () -> !SCREEN.shows("banner"));
            SECONDS.sleep(3); // opening a window is not watching
            shown.add(load(server, 4));
            closeWindow();
        }
        report(
                "T6 echo, lines per second of the server's CPU time: with a viewer of the feed %.1f %%, with the window %.1f %% of"
                        + " without (>= 97); lines per second: %.1f %%, %.1f %% (window, clients and server share the"
                        + " processors); medians of %d interleaved rounds",
                100 * median(fed, 1) / median(alone, 1),
                100 * median(shown, 1) / median(alone, 1),
                100 * median(fed, 0) / median(alone, 0),
                100 * median(shown, 0) / median(alone, 0),
                ROUNDS);
    }

    /** Lines a second, and lines a second of the server's CPU time. */
    private static double[] load(ServerProcess server, int seconds) throws Exception {
        int connections = 16;
        int pipelined = 64;
        String batch = "sixty-four bytes of text, as in the other benchmarks of this one\n".repeat(pipelined);
        AtomicLong lines = new AtomicLong();
        long end = System.nanoTime() + SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        long cpu = serverCpu(server);
        long begun = System.nanoTime();
        for (int c = 0; c < connections; c++) {
            Thread thread = new Thread(() -> {
                try (Socket socket = new Socket("127.0.0.1", server.port)) {
                    byte[] out = batch.getBytes(StandardCharsets.US_ASCII);
                    while (System.nanoTime() < end) {
                        socket.getOutputStream().write(out);
                        socket.getInputStream().readNBytes(out.length);
                        lines.addAndGet(pipelined);
                    }
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double wall = (System.nanoTime() - begun) / 1e9;
        return new double[] {lines.get() / wall, lines.get() / ((serverCpu(server) - cpu) / 1e9)};
    }

    private static double median(List<double[]> values, int index) {
        double[] sorted =
                values.stream().mapToDouble(value -> value[index]).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static void report(String format, Object... values) throws IOException {
        String line = String.format(Locale.ROOT, format, values) + System.lineSeparator();
        System.out.print(line);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

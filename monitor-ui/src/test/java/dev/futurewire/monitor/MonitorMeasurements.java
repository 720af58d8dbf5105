package dev.futurewire.monitor;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.sun.management.OperatingSystemMXBean;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.FeedSource;
import dev.futurewire.feed.FeedViewer;
import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.EchoClients.Throughput;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.source.FeedAddress;
import dev.futurewire.monitor.ui.MonitorWindow;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
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
 * the build; docs/monitor.md has the command. The figures depend on the machine and on its other load.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MonitorMeasurements {
    private static final Path REPORT = Path.of("target", "measurements.txt");
    private static final UiDriver UI = new UiDriver();
    private static final int WARM_UP_SECONDS = 8;
    private static final int SECONDS_MEASURED = Integer.getInteger("seconds", 20);
    private static final int SOAK_MINUTES = Integer.getInteger("soak.minutes", 1);
    private static final int SLICE_MILLIS = 2_000;
    private static final int KILLS = 5;
    private static final int ROUNDS = Integer.getInteger("rounds", 20);

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
                    new dev.futurewire.monitor.ui.FileDialogs(stage),
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
            UI.fx(() -> {
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
        report("T2 idle: %.2f cores (< 0.1); live heap %.1f MB", cores, LiveHeap.megabytes());
    }

    @Test
    @Order(2)
    void tenThousandRowsAndAHundredThousandLines() throws Exception {
        show(() -> new SyntheticFeed(10_000, 100_000));
        UI.awaitCell("10.0.0.1:40000");
        UI.clickCell("10.0.0.1:40000");
        UI.await("the traffic", () -> UI.texts().stream().anyMatch(text -> text.contains("a client that talks")));
        warmUp();
        UI.fx(() -> {
            window.pulses().reset();
            return null;
        });
        long begun = System.nanoTime();
        double cores = cores(SECONDS_MEASURED);
        double seconds = (System.nanoTime() - begun) / 1e9;
        long[] gaps = UI.fx(() -> window.pulses().gaps());
        Arrays.sort(gaps);
        report(
                "T1 10,000 rows, 100,000 lines/s, all of one followed connection: %.0f pulses/s (>= 50), gap p99 %d ms"
                        + " (<= 50), longest %d ms (<= 150)",
                gaps.length / seconds,
                NANOSECONDS.toMillis(gaps[(int) (gaps.length * 0.99)]),
                NANOSECONDS.toMillis(gaps[gaps.length - 1]));
        report("T2 at that load, the making of the load included: %.2f cores (< 1.0)", cores);
    }

    /**
     * The synthetic load runs in this process before the window is opened, into a viewer that keeps the last tick; the
     * increase after that is the window's share.
     */
    @Test
    @Order(3)
    void soak() throws Exception {
        AtomicReference<@Nullable FeedSnapshot> kept = new AtomicReference<>();
        FxToolkit.registerPrimaryStage(); // the toolkit is not part of the window's share
        SyntheticFeed load = new SyntheticFeed(10_000, 100_000);
        open.add(load);
        load.watch(new LastTick(kept), SyntheticFeed.TICKS_PER_SECOND);
        UI.await("a tick", () -> kept.get() != null);
        double without = LiveHeap.megabytes();
        load.close();
        kept.set(null);
        show(() -> new SyntheticFeed(10_000, 100_000));
        UI.clickCell("10.0.0.1:40000");
        warmUp();
        List<String> samples = new ArrayList<>();
        double most = 0;
        for (int minute = 0; minute <= SOAK_MINUTES; minute++) {
            if (minute > 0) {
                MINUTES.sleep(1);
            }
            double live = LiveHeap.megabytes();
            most = Math.max(most, live);
            samples.add(String.format(Locale.ROOT, "%.1f", live));
        }
        report(
                "T3 live heap after a full collection, 10,000 rows and 100,000 lines/s, -Xmx%d MB: load, toolkit and"
                        + " test libraries without a window %.1f MB; with it, each minute for %d minutes, %s MB: at most"
                        + " %.1f (< 64), the window's share %.1f",
                Runtime.getRuntime().maxMemory() >> 20, without, SOAK_MINUTES, samples, most, most - without);
    }

    /** Keeps the last tick only. */
    private record LastTick(AtomicReference<@Nullable FeedSnapshot> kept) implements FeedViewer {
        @Override
        public void connected(String server, boolean controlAllowed) {}

        @Override
        public void tick(FeedSnapshot snapshot) {
            kept.set(snapshot);
        }

        @Override
        public void traffic(Traffic traffic) {}

        @Override
        public void refused(String code, String message) {}

        @Override
        public void lost(String message, long retryInMillis) {}
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

    @Test
    @Order(4)
    void realConnections() throws Exception {
        int wanted = Integer.getInteger("connections", 10_000);
        Path token = folder.resolve("token");
        HeadlessServer server = HeadlessServer.start(
                0, 0, token, "--max-connections", Integer.toString(wanted + 10), "--timeout", "600s");
        open.add(server);
        show(() -> FeedAddress.of("127.0.0.1:" + server.feedPort, token).open());
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
        UI.await("all of them", () -> UI.text("filter-count").startsWith(String.format("%,d ", wanted)));
        UI.fx(() -> {
            window.pulses().reset();
            return null;
        });
        long end = System.nanoTime() + SECONDS.toNanos(SECONDS_MEASURED);
        long begun = System.nanoTime();
        long cpu = server.cpuNanos();
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
        double serverCores = (server.cpuNanos() - cpu) / (seconds * 1e9);
        long[] gaps = UI.fx(() -> window.pulses().gaps());
        Arrays.sort(gaps);
        report(
                "T8 %,d real connections, about 15,000 lines/s: %.0f pulses/s, gap p99 %d ms; window and clients %.2f"
                        + " cores, server %.2f cores",
                wanted,
                gaps.length / seconds,
                NANOSECONDS.toMillis(gaps[(int) (gaps.length * 0.99)]),
                cores,
                serverCores);
        long exactly = sent;
        UI.await(
                "all bytes",
                () -> window.view().totals() != null && window.view().totals().bytesIn() == exactly);
        long rows = window.view().entries().stream()
                .mapToLong(entry -> entry.row().bytesIn())
                .sum();
        report("T4 bytes sent by the clients %,d, in the server's total %<,d, sum of its rows %,d", exactly, rows);
    }

    @Test
    @Order(5)
    void lostAndFound() throws Exception {
        Path token = folder.resolve("token");
        List<Long> stale = new ArrayList<>();
        List<Long> back = new ArrayList<>();
        HeadlessServer server = HeadlessServer.start(0, 0, token);
        int port = server.port;
        int feedPort = server.feedPort;
        show(() -> FeedAddress.of("127.0.0.1:" + feedPort, token).open());
        UI.await("no banner", () -> !UI.shows("banner"));
        for (int i = 0; i < KILLS; i++) {
            long killed = System.nanoTime();
            server.kill();
            UI.awaitText("banner-text", "Stale");
            stale.add(NANOSECONDS.toMillis(System.nanoTime() - killed));
            server.process.waitFor();
            Files.deleteIfExists(token);
            server = HeadlessServer.start(port, feedPort, token);
            long listening = System.nanoTime();
            UI.await("no banner", () -> !UI.shows("banner"));
            back.add(NANOSECONDS.toMillis(System.nanoTime() - listening));
        }
        server.kill();
        report(
                "T10 killed %d times: shown as stale after %s ms (each <= 2,000), attached again %s ms after the"
                        + " server listened again (each <= 2,000)",
                KILLS, stale, back);
    }

    /**
     * The load runs throughout. Each round measures it for {@link #SLICE_MILLIS} without a viewer, with one, and without
     * again, so that drift cancels out; the median of many short rounds tolerates disturbances of a shared machine. The figure
     * is lines per second of the server's processor time, since the clients and the window share the machine. Attaching and
     * detaching makes the server's JIT recompile its loop; the warm-up completes that before the measurement.
     */
    @Test
    @Order(6)
    void throughputWithAMonitorAttached() throws Exception {
        Path token = folder.resolve("token");
        HeadlessServer server = HeadlessServer.start(CpuAffinity.first(), 0, 0, token);
        open.add(server);
        open.add(CpuAffinity::everywhere);
        CpuAffinity.leaveFirst();
        Supplier<FeedSource> feed =
                () -> FeedAddress.of("127.0.0.1:" + server.feedPort, token).open();
        EchoClients load = EchoClients.on(server);
        open.add(0, load);
        for (int i = 0; i < 3; i++) { // until both cases are compiled
            Session session = new Session(Session.Origin.ATTACHED, "first", feed, System::currentTimeMillis);
            warmUp();
            session.close();
            warmUp();
        }
        Comparison fed = compare(load, 1, () -> {
            Session session = new Session(Session.Origin.ATTACHED, "no window", feed, System::currentTimeMillis);
            return session::close;
        });
        // A window takes longer to settle than a viewer.
        Comparison shown = compare(load, 3, () -> {
            show(feed);
            UI.await("no banner", () -> !UI.shows("banner"));
            return this::closeWindow;
        });
        report(
                "T6 echo with a viewer of the feed against without: lines for each second of the server's CPU time %s"
                        + " (>= 97), lines a second %s; with the window %s, %s; medians (middle half) of %d rounds of %d"
                        + " ms, %s",
                fed.perCpuSecond,
                fed.perSecond,
                shown.perCpuSecond,
                shown.perSecond,
                ROUNDS,
                SLICE_MILLIS,
                CpuAffinity.described());
    }

    /** Attaches something to the server repeatedly, and measures the throughput once it has settled. */
    private static Comparison compare(EchoClients load, int settleSeconds, Callable<AutoCloseable> attach)
            throws Exception {
        Comparison comparison = new Comparison();
        Throughput alone = load.over(SLICE_MILLIS);
        for (int i = 0; i < ROUNDS; i++) {
            AutoCloseable attached = attach.call();
            SECONDS.sleep(settleSeconds);
            Throughput watched = load.over(SLICE_MILLIS);
            attached.close();
            SECONDS.sleep(1);
            Throughput after = load.over(SLICE_MILLIS);
            comparison.add(watched, alone.mean(after));
            alone = after;
        }
        return comparison;
    }

    /** Throughput with something attached, relative to that without. */
    private static final class Comparison {
        final Ratios perSecond = new Ratios();
        final Ratios perCpuSecond = new Ratios();

        void add(Throughput with, Throughput without) {
            perSecond.add(with.perSecond() / without.perSecond());
            perCpuSecond.add(with.perCpuSecond() / without.perCpuSecond());
        }
    }

    private static void report(String format, Object... values) throws IOException {
        String line = String.format(Locale.ROOT, format, values) + System.lineSeparator();
        System.out.print(line);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import dev.futurewire.feed.concurrent.DaemonThreads;
import dev.futurewire.observe.Printable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reloads certificates when their files have changed. The files are polled every few seconds, so files that are replaced by
 * renaming a symbolic link, as certificate managers do, are noticed too. While the files cannot be loaded, because only one of
 * two has been written yet or because they are corrupt, the server keeps the previous certificates; loading is retried in every
 * round, and each problem is logged once. Also warns of certificates that expire.
 */
final class CertificateReloader implements AutoCloseable {
    /** The polling interval: five seconds. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** How many different problems are remembered in order to log each only once. Further ones are logged every time. */
    private static final int MAX_PROBLEMS = 100;

    private static final System.Logger LOGGER = System.getLogger(CertificateReloader.class.getName());

    private final TlsOptions tls;
    private final List<Path> files;
    private final CertificateExpiryWarnings expiry;
    private final Set<String> problems = new HashSet<>();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-certificates"));
    private List<Object> known;
    private boolean failed;

    private CertificateReloader(TlsOptions tls, List<Path> files) {
        this.tls = tls;
        this.files = List.copyOf(files);
        expiry = new CertificateExpiryWarnings(tls::certificates);
        known = stamps();
    }

    static CertificateReloader start(TlsOptions tls, List<Path> files, Duration interval) {
        CertificateReloader reloader = new CertificateReloader(tls, files);
        reloader.expiry.check(Instant.now());
        long nanos = interval.toNanos();
        reloader.executor.scheduleWithFixedDelay(reloader::poll, nanos, nanos, TimeUnit.NANOSECONDS);
        return reloader;
    }

    /** Runs one round. Never throws: the executor does not repeat a task that has thrown. */
    private void poll() {
        try {
            reloadIfChanged();
            expiry.check(Instant.now());
        } catch (Throwable unexpected) {
            try {
                problem("cannot check the certificates: " + unexpected);
            } catch (Throwable unlogged) {
                // Out of memory, perhaps. The next round may succeed.
            }
        }
    }

    private void reloadIfChanged() {
        List<Object> now = stamps();
        if (now.equals(known) && !failed) {
            return;
        }
        known = now;
        failed = true;
        try {
            tls.reload();
            failed = false;
            problems.clear();
            LOGGER.log(Level.INFO, "reloaded the certificates");
        } catch (IOException | RuntimeException | StackOverflowError unusable) {
            String reason = unusable.getMessage() != null ? unusable.getMessage() : unusable.toString();
            problem("cannot load the changed certificates, keeping the previous ones: " + reason);
        }
    }

    private void problem(String text) {
        if (!problems.contains(text)) {
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(text);
            }
            LOGGER.log(Level.WARNING, Printable.escape(text));
        }
    }

    /** Returns attributes that change when a file does. */
    private List<Object> stamps() {
        List<Object> stamps = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(attributes.lastModifiedTime());
                stamps.add(attributes.size());
                stamps.add(String.valueOf(attributes.fileKey()));
            } catch (IOException missing) {
                stamps.add("missing");
            }
        }
        return stamps;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

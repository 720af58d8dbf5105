package dev.futurewire.server;

import dev.futurewire.server.concurrent.DaemonThreads;
import dev.futurewire.TlsOptions;
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
 * Reads certificates again when their files have changed. Looks every few seconds: files that appear by renaming a link, as
 * certificate managers do it, are noticed too. Files that cannot be used, because only one of two has been written yet or
 * because they are corrupt, are tried again each time, and each problem is logged once; the old ones serve on. Warns of
 * certificates that expire.
 */
final class CertificateReloader implements AutoCloseable {
    /** How often it looks: every five seconds. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** How many different problems are remembered, so that each is logged once; the next is logged each time. */
    private static final int MOST_PROBLEMS = 100;

    private static final System.Logger LOGGER = System.getLogger(CertificateReloader.class.getName());

    private final TlsOptions tls;
    private final List<Path> files;
    private final CertificateExpiryWarnings expiry;
    private final Set<String> problems = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("futurewire-certificates"));
    private List<Object> known;
    private boolean failed;

    private CertificateReloader(TlsOptions tls, List<Path> files) {
        this.tls = tls;
        this.files = List.copyOf(files);
        expiry = new CertificateExpiryWarnings(tls::certificates);
        known = stamps();
    }

    static CertificateReloader start(TlsOptions tls, List<Path> files, Duration interval) {
        CertificateReloader watch = new CertificateReloader(tls, files);
        watch.expiry.check(Instant.now());
        long nanos = interval.toNanos();
        watch.thread.scheduleWithFixedDelay(watch::look, nanos, nanos, TimeUnit.NANOSECONDS);
        return watch;
    }

    /** Never throws: a task that does is not run again. */
    private void look() {
        try {
            readChanges();
            expiry.check(Instant.now());
        } catch (Throwable unexpected) {
            problem("the certificates cannot be looked at now: " + unexpected);
        }
    }

    private void readChanges() {
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
            LOGGER.log(Level.INFO, "read the certificates again");
        } catch (IOException | RuntimeException | StackOverflowError unusable) {
            String reason = unusable.getMessage() != null ? unusable.getMessage() : unusable.toString();
            problem("changed certificates cannot be used, the old ones serve on: " + reason);
        }
    }

    private void problem(String text) {
        if (!problems.contains(text)) {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(text);
            }
            LOGGER.log(Level.WARNING, Printable.escape(text));
        }
    }

    /** What changes when a file does. */
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
        thread.shutdownNow();
    }
}

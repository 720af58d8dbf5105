package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads certificates again when their files have changed. Looks every few seconds: files that appear by renaming a link, as
 * certificate managers do it, are noticed too. Files that do not fit together, because only one has been written yet, are
 * told once and tried again; the old ones serve on.
 */
final class CertificateWatch implements AutoCloseable {
    /** How often it looks: every five seconds. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final System.Logger LOGGER = System.getLogger(CertificateWatch.class.getName());

    private final TlsOptions tls;
    private final List<Path> files;
    private final Thread thread;
    private List<Object> known;
    private boolean failed;

    private CertificateWatch(TlsOptions tls, List<Path> files, Duration interval) {
        this.tls = tls;
        this.files = List.copyOf(files);
        known = stamps();
        thread = new Thread(() -> run(interval), "certificate-watch");
        thread.setDaemon(true);
    }

    static CertificateWatch start(TlsOptions tls, List<Path> files, Duration interval) {
        CertificateWatch watch = new CertificateWatch(tls, files, interval);
        watch.thread.start();
        return watch;
    }

    private void run(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval.toMillis());
                look();
            }
        } catch (InterruptedException closed) {
            // That is how it ends.
        }
    }

    private void look() {
        List<Object> now = stamps();
        if (now.equals(known) && !failed) {
            return;
        }
        try {
            tls.reload();
            LOGGER.log(Level.INFO, "read the certificates again");
            failed = false;
        } catch (IOException e) {
            if (!failed || !now.equals(known)) {
                LOGGER.log(
                        Level.WARNING, "changed certificates cannot be used, the old ones serve on: " + e.getMessage());
            }
            failed = true;
        }
        known = now;
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
        thread.interrupt();
    }
}

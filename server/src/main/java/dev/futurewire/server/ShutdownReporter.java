package dev.futurewire.server;

import dev.futurewire.ShutdownReport;
import dev.futurewire.feed.concurrent.DaemonThreads;
import dev.futurewire.server.logging.LogSetup;
import java.io.PrintStream;
import java.lang.System.Logger.Level;

/** Prints the shutdown report after the last log message. A stopped terminal delays the process for two seconds at most. */
final class ShutdownReporter {
    /** How long to wait for stderr to accept the rest of the log and the report. */
    private static final long TIMEOUT_MILLIS = 2_000;

    private final PrintStream err;
    private final boolean json;

    /**
     * Creates a reporter.
     *
     * @param err the stream to print to
     * @param json whether the report is a log message, and not text of its own
     */
    ShutdownReporter(PrintStream err, boolean json) {
        this.err = err;
        this.json = json;
    }

    void print(ShutdownReport report) {
        Thread printer = DaemonThreads.create("futurewire-report", () -> write(ShutdownReportText.of(report)));
        printer.start();
        try {
            printer.join(TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String text) {
        if (json) {
            System.getLogger(ShutdownReporter.class.getName()).log(Level.INFO, text::strip);
        }
        LogSetup.end();
        if (!json) {
            err.print(text);
            err.flush();
        }
    }
}

package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.ShutdownReport;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shuts the server down on signals: the first one grants the grace period, the second one none, and a third one halts the
 * process without waiting for the report.
 */
final class Termination {
    /** How long exiting may take beyond the grace period: 0.9 s, so that the process ends within one second after it. */
    private static final Duration SLACK = Duration.ofMillis(900);

    private final AsyncServer server;
    private final Duration grace;
    private final ExitWatchdog watchdog;
    private final AtomicInteger signals = new AtomicInteger();
    private final CompletableFuture<ShutdownReport> ended = new CompletableFuture<>();

    Termination(AsyncServer server, Duration grace, ExitWatchdog watchdog) {
        this.server = server;
        this.grace = grace;
        this.watchdog = watchdog;
    }

    /** Handles a signal and waits for its effect. Called on a separate thread for each signal. */
    void signalled(String signal) {
        switch (signals.incrementAndGet()) {
            case 1 -> shutdown(grace, "SIG" + signal + ": no longer accepting");
            case 2 -> shutdown(Duration.ZERO, "SIG" + signal + " again: closing all connections");
            default -> Runtime.getRuntime().halt(1);
        }
    }

    /** Waits until a signal has arrived and the server has shut down. */
    ShutdownReport await() {
        return ended.join();
    }

    private void shutdown(Duration within, String message) {
        // First of all, and without the lock: this must work even if nothing else does.
        watchdog.endWithin(within.plus(SLACK), ExitWatchdog.STATUS);
        CompletableFuture<ShutdownReport> report;
        synchronized (this) {
            report = server.shutdown(within);
            System.getLogger(Termination.class.getName()).log(Level.INFO, message);
        }
        ShutdownReport result = report.join();
        // The process exits once the report is complete, which must not happen before all signals are logged.
        synchronized (this) {
            ended.complete(result);
        }
    }
}

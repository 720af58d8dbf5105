package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.ShutdownReport;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** How serving ends: the first signal grants the grace, the second none, a third does not even wait for the report. */
final class Termination {
    /** How much longer than the grace all may take: 0.9 s, so that the process has ended within a second. */
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

    /** Takes a signal and waits for its effect. Called on a thread of the signal's own. */
    void signalled(String signal) {
        switch (signals.incrementAndGet()) {
            case 1 -> shutdown(grace, "SIG" + signal + ": no longer accepting");
            case 2 -> shutdown(Duration.ZERO, "SIG" + signal + " again: cutting off");
            default -> Runtime.getRuntime().halt(1);
        }
    }

    /** Waits until a signal has come and the server has ended. */
    ShutdownReport await() {
        return ended.join();
    }

    private void shutdown(Duration within, String message) {
        // The first thing, and without the lock: it is what counts if nothing else works any more.
        watchdog.endWithin(within.plus(SLACK), ExitWatchdog.STATUS);
        CompletableFuture<ShutdownReport> report;
        synchronized (this) {
            report = server.shutdown(within);
            System.getLogger(Termination.class.getName()).log(Level.INFO, message);
        }
        ShutdownReport result = report.join();
        // The process exits once the report is there: not before every signal so far has been logged.
        synchronized (this) {
            ended.complete(result);
        }
    }
}

package dev.futurewire.server;

import dev.futurewire.AsyncServer;
import dev.futurewire.ShutdownReport;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** How serving ends: the first signal grants the grace, the second none, a third does not even wait for the report. */
final class Termination {
    private final AsyncServer server;
    private final Duration grace;
    private final AtomicInteger signals = new AtomicInteger();
    private final CompletableFuture<ShutdownReport> ended = new CompletableFuture<>();

    Termination(AsyncServer server, Duration grace) {
        this.server = server;
        this.grace = grace;
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

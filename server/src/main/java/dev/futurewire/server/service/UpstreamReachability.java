package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
import dev.futurewire.observe.LogLimiter;
import dev.futurewire.observe.Printable;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Tracks whether an upstream can be reached. Logs one line when it cannot, and one when it can again. */
final class UpstreamReachability {
    private static final System.Logger LOGGER = System.getLogger(UpstreamReachability.class.getName());

    private final SocketAddress upstream;

    /** The number of failed attempts since the last successful one. */
    private final AtomicLong failures = new AtomicLong();

    UpstreamReachability(SocketAddress upstream) {
        this.upstream = upstream;
    }

    /** Records a failed attempt; returns the failure of the client's connection. */
    UpstreamException failed(Throwable thrown) {
        Throwable cause = ForwardService.cause(thrown);
        UpstreamException failure = new UpstreamException("cannot connect to " + upstream, cause);
        if (failures.getAndIncrement() == 0) {
            LogLimiter.shared()
                    .log(
                            LOGGER,
                            Level.WARNING,
                            "times that " + upstream + " could not be reached",
                            () -> Printable.escape(failure.getMessage() + ": " + cause.getMessage()
                                    + "; closing clients until it can be reached"));
        }
        return failure;
    }

    /** Records a successful attempt. */
    void succeeded() {
        if (failures.get() > 0) {
            long failed = failures.getAndSet(0);
            if (failed > 0) {
                LogLimiter.shared()
                        .log(
                                LOGGER,
                                Level.INFO,
                                "times that " + upstream + " could be reached again",
                                () -> Printable.escape("connected to " + upstream + " again, after " + failed
                                        + " clients that were closed"));
            }
        }
    }
}

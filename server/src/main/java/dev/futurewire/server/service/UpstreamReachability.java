package dev.futurewire.server.service;

import dev.futurewire.UpstreamException;
import dev.futurewire.observe.LogLimiter;
import dev.futurewire.observe.Printable;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Whether an upstream can be reached: the log gets one line when it cannot and one when it can again. */
final class UpstreamReachability {
    private static final System.Logger LOGGER = System.getLogger(UpstreamReachability.class.getName());

    private final SocketAddress upstream;

    /** Failed attempts since the last that succeeded. */
    private final AtomicLong failures = new AtomicLong();

    UpstreamReachability(SocketAddress upstream) {
        this.upstream = upstream;
    }

    /** An attempt failed; what its connection fails with. */
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
                                    + "; clients are closed until it answers"));
        }
        return failure;
    }

    /** An attempt succeeded. */
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

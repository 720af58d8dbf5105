package dev.futurewire.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Discards the log messages of the JDK's HTTP server, but reacts to a failed accept: it frees a spare descriptor for the next
 * attempt or, if there is none, pauses the accepting thread. Without the pause, the HTTP server would retry in a busy loop as
 * long as a client cannot be accepted for lack of descriptors. The log message is the only hook on that path.
 */
public final class FailedAcceptAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** The pause after a failed accept: 100 ms. */
    private static final long PAUSE_NANOS = 100_000_000L;

    /** The name of the accepting thread. */
    private static final String ACCEPTING = "HTTP-Dispatcher";

    /** The message that the HTTP server logs when accepting has failed. */
    private static final String FAILED = "Dispatcher (4)";

    private static volatile BooleanSupplier descriptors = () -> false;

    /**
     * Sets the action that frees a descriptor when accepting has failed.
     *
     * @param freeing frees a descriptor and returns true, or returns false if there is none
     */
    public static void onFailedAccept(BooleanSupplier freeing) {
        descriptors = freeing;
    }

    /** Created by Logback. */
    public FailedAcceptAppender() {}

    @Override
    protected void append(ILoggingEvent event) {
        if (FAILED.equals(event.getMessage())
                && event.getThrowableProxy() instanceof ThrowableProxy proxy
                && proxy.getThrowable() instanceof IOException
                && Thread.currentThread().getName().equals(ACCEPTING)
                && !descriptors.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}

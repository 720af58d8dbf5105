package dev.futurewire.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Discards the messages of the JDK's HTTP server, but acts on a failed accept: a spare descriptor is freed for the next
 * attempt, or, where none is left, the accepting thread pauses. It would try again at once otherwise, and take a whole
 * processor for as long as a client waits that cannot be accepted for want of a descriptor; that it logs the failure is the
 * one place where it can be made to wait.
 */
public final class FailedAcceptAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** How long a failed accept makes it pause: 100 ms. */
    private static final long PAUSE_NANOS = 100_000_000L;

    /** The thread that accepts. */
    private static final String ACCEPTING = "HTTP-Dispatcher";

    /** What it says when accepting has failed. */
    private static final String FAILED = "Dispatcher (4)";

    private static volatile BooleanSupplier descriptors = () -> false;

    /**
     * Sets what frees a descriptor when accepting has failed.
     *
     * @param freeing frees one and returns true, or returns false if it has none
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

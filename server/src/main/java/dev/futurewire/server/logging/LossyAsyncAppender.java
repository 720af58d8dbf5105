package dev.futurewire.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;

/**
 * Passes log messages to another appender on a separate thread, and never blocks the logging thread: that may be a loop, and a
 * stopped terminal or an unread pipe would stall all its connections.
 *
 * <p>Logback's appender can discard messages that do not fit into its queue, but does not report them. This one counts
 * discarded messages and logs the count once there is space again: before the next message, or at the end.
 */
public final class LossyAsyncAppender extends AsyncAppender {
    /** The maximum number of queued messages. */
    public static final int CAPACITY = 1024;

    /** How long stopping waits for messages to be written: a second. */
    private static final int MAX_FLUSH_MILLIS = 1_000;

    /** Held while a message is added to the queue, which makes the count exact. */
    private final Object lock = new Object();

    private long discarded;

    /** Created by Logback. */
    public LossyAsyncAppender() {
        setQueueSize(CAPACITY);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime(MAX_FLUSH_MILLIS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        synchronized (lock) {
            if (getRemainingCapacity() < (discarded > 0 ? 2 : 1)) {
                discarded++;
                return;
            }
            reportDiscarded();
            super.append(event);
        }
    }

    @Override
    public void stop() {
        synchronized (lock) {
            if (isStarted() && getRemainingCapacity() > 0) {
                reportDiscarded();
            }
        }
        super.stop();
    }

    private void reportDiscarded() {
        if (discarded > 0 && getContext() instanceof LoggerContext context) {
            super.append(new LoggingEvent(
                    LossyAsyncAppender.class.getName(),
                    context.getLogger(LossyAsyncAppender.class),
                    Level.WARN,
                    discarded + " log messages were discarded: stderr did not accept them in time",
                    null,
                    null));
            discarded = 0;
        }
    }
}

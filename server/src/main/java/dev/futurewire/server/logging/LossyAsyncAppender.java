package dev.futurewire.server.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;

/**
 * Hands log messages to another appender on a thread of its own, and never makes the logging thread wait: that is a loop,
 * and a stopped terminal or a pipe that nobody reads would stand still every connection on it.
 *
 * <p>Logback's appender can drop what does not fit into its queue, but does not say so. This one counts what it drops and
 * logs the count as soon as there is room again: before the next message, or at the end.
 */
public final class LossyAsyncAppender extends AsyncAppender {
    /** How many messages may wait. */
    public static final int CAPACITY = 1024;

    /** How long the end waits for messages to be written: a second. */
    private static final int LONGEST_FLUSH_MILLIS = 1_000;

    /** Held for as long as it takes to put a message into the queue: it makes the count exact. */
    private final Object turn = new Object();

    private long discarded;

    /** Created by Logback. */
    public LossyAsyncAppender() {
        setQueueSize(CAPACITY);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime(LONGEST_FLUSH_MILLIS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        synchronized (turn) {
            if (getRemainingCapacity() < (discarded > 0 ? 2 : 1)) {
                discarded++;
                return;
            }
            tellDiscarded();
            super.append(event);
        }
    }

    @Override
    public void stop() {
        synchronized (turn) {
            if (isStarted() && getRemainingCapacity() > 0) {
                tellDiscarded();
            }
        }
        super.stop();
    }

    private void tellDiscarded() {
        if (discarded > 0 && getContext() instanceof LoggerContext context) {
            super.append(new LoggingEvent(
                    LossyAsyncAppender.class.getName(),
                    context.getLogger(LossyAsyncAppender.class),
                    Level.WARN,
                    discarded + " log messages were discarded: stderr did not take them",
                    null,
                    null));
            discarded = 0;
        }
    }
}

package dev.futurewire.server.logging;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The end of the log. */
public final class Log {
    private Log() {}

    /**
     * Writes what waits to be written, for a second at most, and ends logging: what is printed to stderr afterwards comes
     * after the log.
     */
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}

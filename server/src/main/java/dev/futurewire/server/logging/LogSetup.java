package dev.futurewire.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import dev.futurewire.observe.LogLimiter;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Configures logging: its level, its format and its end. */
public final class LogSetup {
    private LogSetup() {}

    /** Logs details from now on, including through loggers that already exist. */
    public static void details() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.DEBUG);
        }
    }

    /** Uses a {@link JsonLinesEncoder} for all output from now on. */
    public static void json() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            json(root.iteratorForAppenders(), context);
        }
    }

    private static void json(Iterator<Appender<ILoggingEvent>> appenders, LoggerContext context) {
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            if (appender instanceof OutputStreamAppender<ILoggingEvent> last) {
                JsonLinesEncoder encoder = new JsonLinesEncoder();
                encoder.setContext(context);
                encoder.start();
                last.setEncoder(encoder);
            } else if (appender instanceof AppenderAttachable<?>) {
                @SuppressWarnings("unchecked") // attached appenders accept the same events
                AppenderAttachable<ILoggingEvent> outer = (AppenderAttachable<ILoggingEvent>) appender;
                json(outer.iteratorForAppenders(), context);
            }
        }
    }

    /**
     * Writes queued messages and the counts of suppressed ones, for at most a second, and ends logging. Output to stderr after
     * this call follows the log.
     */
    public static void end() {
        LogLimiter.shared().flush();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}

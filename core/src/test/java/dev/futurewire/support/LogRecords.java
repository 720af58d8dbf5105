package dev.futurewire.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Records what the library logs while this is open. */
public final class LogRecords implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.futurewire");
    private final Level before = logger.getLevel();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    /** Starts recording. */
    public LogRecords() {
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
    }

    /** Returns the warnings and errors whose message contains a text. */
    public List<LogRecord> warnings(String part) {
        return records.stream()
                .filter(each -> each.getLevel().intValue() >= Level.WARNING.intValue())
                .filter(each -> each.getMessage().contains(part))
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setLevel(before);
    }
}

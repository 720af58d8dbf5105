package dev.futurewire.monitor.ui;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of events and warnings: local, with the date if it is not today's. */
final class ListTime {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private ListTime() {}

    static String text(long millis) {
        ZoneId zone = ZoneId.systemDefault();
        Instant time = Instant.ofEpochMilli(millis);
        boolean today = LocalDate.ofInstant(time, zone).equals(LocalDate.now(zone));
        return (today ? TIME : DATE).withZone(zone).format(time);
    }
}

package dev.futurewire.monitor.ui.lines;

import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.follow.Transcript;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What stands at the beginning of a row of traffic. */
enum TimeStyle {
    /** The time of day, local; with the date if it is another day than that of the row before. */
    LOCAL,
    /** The time of day in UTC. */
    UTC,
    /** The time since the message before. */
    SINCE_BEFORE,
    /** The position of the first byte in its direction. */
    OFFSET;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);
    private static final int WIDTH = 12;

    /** Returns the text for a row, always of the same width. */
    String text(Transcript.Line line) {
        if (line.row() > 0) {
            return " ".repeat(WIDTH);
        }
        long millis = line.segment().millis();
        String text = switch (this) {
            case LOCAL -> timeOfDay(millis, line.millisBefore(), ZoneId.systemDefault());
            case UTC -> timeOfDay(millis, line.millisBefore(), ZoneOffset.UTC);
            case SINCE_BEFORE ->
                line.millisBefore() < 0 ? "" : "+" + DisplayFormat.duration(Math.max(0, millis - line.millisBefore()));
            case OFFSET -> DisplayFormat.count(line.segment().offset());
        };
        return " ".repeat(Math.max(0, WIDTH - text.length())) + text;
    }

    private static String timeOfDay(long millis, long before, ZoneId zone) {
        boolean newDay = before >= 0 && !day(before, zone).equals(day(millis, zone));
        DateTimeFormatter format = newDay ? DATE : TIME;
        return format.withZone(zone).format(Instant.ofEpochMilli(millis));
    }

    private static LocalDate day(long millis, ZoneId zone) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
    }
}

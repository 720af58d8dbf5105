package dev.futurewire.monitor.model.filter;

import java.util.Locale;

/** A case-insensitive substring pattern in which {@code *} matches any text. */
final class GlobPattern {
    private final String[] parts;

    GlobPattern(String text) {
        parts = text.toLowerCase(Locale.ROOT).split("\\*", -1);
    }

    /** Returns whether the text contains a match. */
    boolean foundIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int from = 0;
        for (String part : parts) {
            int at = lower.indexOf(part, from);
            if (at < 0) {
                return false;
            }
            from = at + part.length();
        }
        return true;
    }
}

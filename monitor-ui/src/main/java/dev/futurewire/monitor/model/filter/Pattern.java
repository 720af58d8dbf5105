package dev.futurewire.monitor.model.filter;

import java.util.Locale;

/** A piece of text that is looked for, whatever its case; {@code *} stands for anything. */
final class Pattern {
    private final String[] parts;

    Pattern(String text) {
        parts = text.toLowerCase(Locale.ROOT).split("\\*", -1);
    }

    /** Whether it stands somewhere in the text. */
    boolean in(String text) {
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

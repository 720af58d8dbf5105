package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.filter.BadTermException.Problem;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A case-insensitive substring pattern in which {@code *} matches any text, or a regular expression between slashes. */
final class GlobPattern {
    private final String[] parts;
    private final @Nullable Pattern expression;

    GlobPattern(String text) throws BadTermException {
        boolean slashes = text.length() > 2 && text.startsWith("/") && text.endsWith("/");
        parts = text.toLowerCase(Locale.ROOT).split("\\*", -1);
        try {
            expression =
                    slashes ? Pattern.compile(text.substring(1, text.length() - 1), Pattern.CASE_INSENSITIVE) : null;
        } catch (PatternSyntaxException malformed) {
            throw new BadTermException(Problem.BAD_PATTERN, text);
        }
    }

    /** Returns whether the text contains a match. */
    boolean foundIn(String text) {
        if (expression != null) {
            return expression.matcher(text).find();
        }
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

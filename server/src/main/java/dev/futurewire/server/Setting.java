package dev.futurewire.server;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A value for an option that comes from the configuration file or the environment.
 *
 * @param key the option's name without dashes, as in the configuration file: {@code max-connections}
 * @param value the value
 * @param origin where it comes from, for error messages: {@code futurewire.conf:7} or {@code FUTUREWIRE_PORT}
 */
record Setting(String key, String value, String origin) {
    /** The prefix of the environment variables. */
    private static final String PREFIX = "FUTUREWIRE_";

    /** Returns the name of the option on the command line. */
    String option() {
        return "--" + key;
    }

    /** Returns whether a message contains the value, or the host in it, as a word of its own. */
    boolean isQuotedIn(String message) {
        String host = value.replaceFirst(":\\d+$", "");
        return Pattern.compile("(?<![\\w.-])(?:" + Pattern.quote(value) + "|" + Pattern.quote(host) + ")(?![\\w.-])")
                .matcher(message)
                .find();
    }

    /** Returns the name of the environment variable for an option: {@code FUTUREWIRE_MAX_CONNECTIONS}. */
    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}

package dev.futurewire.monitor.model;

import java.text.MessageFormat;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/** The words of the window. */
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.futurewire.monitor.model.messages");

    /** Texts without places, of which some are shown many times a second. */
    private static final Map<String, String> PLAIN = new ConcurrentHashMap<>();

    private Texts() {}

    /** The text of a key, its places filled. */
    public static String text(String key, Object... values) {
        return values.length == 0 ? PLAIN.computeIfAbsent(key, plain -> filled(plain)) : filled(key, values);
    }

    private static String filled(String key, Object... values) {
        return new MessageFormat(BUNDLE.getString(key), BUNDLE.getLocale()).format(values);
    }

    /** The text of a key, or the other text if there is no such key. */
    public static String textOr(String key, String other) {
        return BUNDLE.containsKey(key) ? text(key) : other;
    }
}

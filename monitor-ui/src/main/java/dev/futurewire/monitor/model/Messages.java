package dev.futurewire.monitor.model;

import java.text.MessageFormat;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/** The window's texts, from a resource bundle. */
public final class Messages {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.futurewire.monitor.model.messages");

    /** Messages without arguments; some are looked up many times a second. */
    private static final Map<String, String> WITHOUT_ARGUMENTS = new ConcurrentHashMap<>();

    private Messages() {}

    /** Returns the message of a key, formatted with the arguments. */
    public static String get(String key, Object... arguments) {
        return arguments.length == 0
                ? WITHOUT_ARGUMENTS.computeIfAbsent(key, plain -> format(plain))
                : format(key, arguments);
    }

    private static String format(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), BUNDLE.getLocale()).format(arguments);
    }

    /** Returns the message for a number: of {@code key.one} for one, else of {@code key} with the number. */
    public static String counted(String key, long count) {
        return count == 1 ? get(key + ".one") : get(key, DisplayFormat.count(count));
    }

    /** Returns the message of a key, or the default if the bundle lacks the key. */
    public static String getOrDefault(String key, String defaultText) {
        return BUNDLE.containsKey(key) ? get(key) : defaultText;
    }
}

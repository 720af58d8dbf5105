package dev.futurewire.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration file: options of {@code serve} without their dashes, in the format of {@link Properties}, in UTF-8.
 *
 * <p>{@code Properties} parses each logical line separately, which gives every setting its line number and makes a duplicate an
 * error.
 */
final class ConfigurationFile {
    /** The maximum size of a file: 1 MiB. */
    private static final int MAX_BYTES = 1 << 20;

    private final String name;
    private final Set<String> keys;

    /** The line of each key so far. */
    private final Map<String, Integer> lines = new HashMap<>();

    private final List<Setting> settings = new ArrayList<>();

    private ConfigurationFile(String name, Set<String> keys) {
        this.name = name;
        this.keys = keys;
    }

    /**
     * Reads a file.
     *
     * @param keys the known keys
     * @return the settings in their order
     * @throws IOException if the file cannot be read or is invalid; the message names the file and, if possible, the line
     */
    static List<Setting> read(Path path, Set<String> keys) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IOException("cannot read the configuration file " + path + ": " + FileErrorText.of(e), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException(
                    "cannot read the configuration file " + path + ": longer than " + MAX_BYTES + " bytes");
        }
        ConfigurationFile file = new ConfigurationFile(path.toString(), keys);
        file.parse(bytes);
        return file.settings;
    }

    private void parse(byte[] bytes) throws IOException {
        int number = 1;
        int begin = 0;
        StringBuilder logical = new StringBuilder();
        int first = 1;
        while (begin < bytes.length) {
            int end = begin;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            String line = decode(bytes, begin, end, number);
            if (logical.isEmpty()) {
                first = number;
            }
            boolean continued = continues(line, logical.isEmpty());
            logical.append(logical.isEmpty() ? line : line.stripLeading());
            if (continued) {
                logical.setLength(logical.length() - 1);
            } else {
                add(logical.toString(), first);
                logical.setLength(0);
            }
            begin = end + (end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n' ? 2 : 1);
            number++;
        }
        add(logical.toString(), first);
    }

    private String decode(byte[] bytes, int begin, int end, int number) throws IOException {
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, begin, end - begin))
                    .toString();
            return number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
        } catch (CharacterCodingException e) {
            throw invalid(number, "the text is not valid UTF-8", e);
        }
    }

    /** Returns whether a line ends with a backslash that joins it with the next one. A comment always ends with its line. */
    private static boolean continues(String line, boolean first) {
        String text = line.stripLeading();
        if (first && (text.startsWith("#") || text.startsWith("!"))) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private void add(String line, int number) throws IOException {
        Properties entry = new Properties();
        try {
            entry.load(new StringReader(line));
        } catch (IllegalArgumentException e) {
            throw invalid(number, "malformed Unicode escape", e);
        }
        for (String key : entry.stringPropertyNames()) {
            add(key, entry.getProperty(key).strip(), number);
        }
    }

    private void add(String key, String value, int number) throws IOException {
        if (!keys.contains(key)) {
            String similar = SimilarNames.closest(key, keys);
            throw invalid(
                    number,
                    "unknown option '" + key + "'" + (similar == null ? "" : "; did you mean '" + similar + "'?"),
                    null);
        }
        Integer before = lines.putIfAbsent(key, number);
        if (before != null) {
            throw invalid(number, "'" + key + "' is already set in line " + before, null);
        }
        if (value.isEmpty()) {
            throw invalid(number, "'" + key + "' has no value", null);
        }
        settings.add(new Setting(key, value, name + ":" + number));
    }

    private IOException invalid(int number, String what, @Nullable Throwable cause) {
        return new IOException(name + ":" + number + ": " + what, cause);
    }
}

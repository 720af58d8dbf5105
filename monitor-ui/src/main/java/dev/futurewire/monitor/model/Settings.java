package dev.futurewire.monitor.model;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** What is remembered between two runs: a file of properties. A file that cannot be read or written is no reason to fail. */
public final class Settings {
    private static final System.Logger LOG = System.getLogger(Settings.class.getName());

    private final Path file;
    private final Properties values = new Properties();

    private Settings(Path file) {
        this.file = file;
    }

    /** Under {@code XDG_CONFIG_HOME}, or {@code ~/.config}. */
    public static Path defaultFile() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config != null && !config.isEmpty()
                ? Path.of(config)
                : Path.of(System.getProperty("user.home", "."), ".config");
        return folder.resolve("futurewire").resolve("monitor.properties");
    }

    /** Reads them; there are none if there is no file. */
    public static Settings load(Path file) {
        Settings settings = new Settings(file);
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                settings.values.load(reader);
            } catch (IOException | IllegalArgumentException unreadable) {
                LOG.log(System.Logger.Level.WARNING, "the settings cannot be read: " + file, unreadable);
            }
        }
        return settings;
    }

    /** A value, or the other if there is none. */
    public String get(String key, String other) {
        return values.getProperty(key, other);
    }

    /** A number, or the other if there is none. */
    public double number(String key, double other) {
        try {
            double number = Double.parseDouble(values.getProperty(key, ""));
            return Double.isFinite(number) ? number : other;
        } catch (NumberFormatException none) {
            return other;
        }
    }

    /** Remembers a value. */
    public void put(String key, Object value) {
        values.setProperty(key, String.valueOf(value));
    }

    /** Writes them: to a file beside, then in the other's place, so that there is always a whole one. */
    public void save() {
        try {
            Path absolute = file.toAbsolutePath();
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path beside = absolute.resolveSibling(absolute.getFileName() + ".new");
            try (Writer writer = Files.newBufferedWriter(beside, StandardCharsets.UTF_8)) {
                values.store(writer, "Futurewire monitor");
            }
            Files.move(beside, absolute, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            LOG.log(System.Logger.Level.WARNING, "the settings cannot be written: " + file, unwritable);
        }
    }
}

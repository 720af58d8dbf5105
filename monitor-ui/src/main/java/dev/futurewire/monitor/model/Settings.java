package dev.futurewire.monitor.model;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** Settings kept between runs in a properties file. An unreadable or unwritable file is logged, never an error. */
public final class Settings {
    private static final System.Logger LOG = System.getLogger(Settings.class.getName());

    private final Path file;
    private final Properties values = new Properties();

    private Settings(Path file) {
        this.file = file;
    }

    /** Returns the default file, in {@code XDG_CONFIG_HOME} or {@code ~/.config}. */
    public static Path defaultFile() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config != null && !config.isEmpty()
                ? Path.of(config)
                : Path.of(System.getProperty("user.home", "."), ".config");
        return folder.resolve("futurewire").resolve("monitor.properties");
    }

    /** Loads the settings; empty if the file does not exist or cannot be read. */
    public static Settings load(Path file) {
        Settings settings = new Settings(file);
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                settings.values.load(reader);
            } catch (IOException | IllegalArgumentException unreadable) {
                LOG.log(System.Logger.Level.WARNING, "cannot read settings: " + file, unreadable);
            }
        }
        return settings;
    }

    /** Returns a value, or the default if it is not set. */
    public String get(String key, String defaultValue) {
        return values.getProperty(key, defaultValue);
    }

    /** Returns a number, or the default if it is not set or not a finite number. */
    public double number(String key, double defaultValue) {
        try {
            double number = Double.parseDouble(values.getProperty(key, ""));
            return Double.isFinite(number) ? number : defaultValue;
        } catch (NumberFormatException none) {
            return defaultValue;
        }
    }

    /** Sets a value. */
    public void put(String key, Object value) {
        values.setProperty(key, String.valueOf(value));
    }

    /** Saves the settings: writes a temporary file and renames it, so that the file is always complete. */
    public void save() {
        try {
            Path absolute = file.toAbsolutePath();
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path temporary = absolute.resolveSibling(absolute.getFileName() + ".new");
            try (Writer writer = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
                values.store(writer, "Futurewire monitor");
            }
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            LOG.log(System.Logger.Level.WARNING, "cannot write settings: " + file, unwritable);
        }
    }
}

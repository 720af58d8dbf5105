package dev.futurewire.monitor;

import dev.futurewire.monitor.attach.Target;
import dev.futurewire.monitor.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for on the command line.
 *
 * @param port the embedded server's
 * @param attach servers to attach to at once
 * @param recording a recording to open at once, or null
 * @param demonstration whether to begin with the demonstration
 * @param settings where the window's state is remembered
 * @param help whether only to explain all this
 */
record LaunchOptions(
        int port, List<Target> attach, @Nullable Path recording, boolean demonstration, Path settings, boolean help) {
    static final String USAGE = """
            futurewire-monitor [--port PORT] [--attach HOST:PORT [--token-file FILE]]... [--open FILE] [--demo]

              --port PORT         port of the embedded echo server (7000); a free one if it is in use
              --attach HOST:PORT  attach to the feed of a running server; may be given several times
              --token-file FILE   the secret of the --attach before it, if it is not in the usual place
              --open FILE         open a recording
              --demo              begin with the demonstration
              --settings FILE     where the window's state is remembered
            """;

    private static final int DEFAULT_PORT = 7000;
    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads {@code --name value} and {@code --name=value}.
     *
     * @throws IllegalArgumentException with a message for people
     */
    static LaunchOptions parse(List<String> arguments) {
        int port = DEFAULT_PORT;
        List<String> attach = new ArrayList<>();
        List<@Nullable Path> tokens = new ArrayList<>();
        Path recording = null;
        boolean demonstration = false;
        boolean help = false;
        Path settings = Settings.defaultFile();
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String name = left.remove(0);
            int equals = name.indexOf('=');
            if (name.startsWith("--") && equals > 0) {
                left.add(0, name.substring(equals + 1));
                name = name.substring(0, equals);
            }
            switch (name) {
                case "--port" -> port = port(value(name, left));
                case "--attach" -> {
                    attach.add(value(name, left));
                    tokens.add(null);
                }
                case "--token-file" -> {
                    if (tokens.isEmpty()) {
                        throw new IllegalArgumentException("--token-file belongs behind an --attach");
                    }
                    tokens.set(tokens.size() - 1, path(value(name, left)));
                }
                case "--open" -> recording = path(value(name, left));
                case "--demo" -> demonstration = true;
                case "--settings" -> settings = path(value(name, left));
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("unknown option '" + name + "'; see --help");
            }
        }
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < attach.size(); i++) {
            targets.add(target(attach.get(i), tokens.get(i)));
        }
        return new LaunchOptions(port, List.copyOf(targets), recording, demonstration, settings, help);
    }

    private static String value(String name, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return left.remove(0);
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > HIGHEST_PORT) {
            throw new IllegalArgumentException("--port must be 0 to 65535, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException bad) {
            throw new IllegalArgumentException("not a file name: '" + text + "'", bad);
        }
    }

    private static Target target(String text, @Nullable Path token) {
        try {
            return Target.of(text, token);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("--attach must be HOST:PORT or [IPV6]:PORT, not '" + text + "'", bad);
        }
    }
}

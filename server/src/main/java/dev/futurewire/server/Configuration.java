package dev.futurewire.server;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of a command that come from the environment and the configuration file. An option on the command line takes
 * precedence over the environment, and that over the file. Every line of the file must be valid; a variable that does not take
 * effect is not checked.
 *
 * <p>Every option of {@code serve} has a key in the file, its name without dashes, and a variable in the environment, {@code
 * FUTUREWIRE_} and the name in upper case with underscores. {@code ps} reads only {@code FUTUREWIRE_TOKEN_FILE}. Other commands
 * have no configuration. An empty variable counts as unset. Other variables with the prefix are ignored: an orchestrator may set
 * some for a service of this name.
 */
final class Configuration {
    /** The configuration of a command that has none. */
    static final Configuration NONE = new Configuration(List.of(), List.of());

    /** Options that ask for information instead of running the command. */
    private static final Set<String> INFORMATION = Set.of("help", "version");

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

    /** Settings by the option's name on the command line. */
    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /** Settings of the file, with those that do not take effect. */
    private final List<Setting> file;

    private Configuration(Collection<Setting> settings, List<Setting> file) {
        for (Setting setting : settings) {
            this.settings.put(setting.option(), setting);
        }
        this.file = file;
    }

    /**
     * Reads the configuration of a command.
     *
     * @param given the command with the options on its command line, which the configuration leaves out
     * @param environment the environment variables
     * @throws InvalidConfigurationException if the file cannot be read or is invalid
     */
    static Configuration of(ParseResult given, Map<String, String> environment) {
        return switch (given.commandSpec().name()) {
            case ServeCommand.NAME -> forServe(given, environment);
            case PsCommand.NAME ->
                new Configuration(
                        unmatched(given, fromEnvironment(Set.of(PsCommand.TOKEN_FILE), environment)), List.of());
            default -> NONE;
        };
    }

    private static Configuration forServe(ParseResult given, Map<String, String> environment) {
        Set<String> keys = keys(given.commandSpec());
        Path path = file(given, environment);
        List<Setting> file = List.of();
        if (path != null) {
            try {
                file = ConfigurationFile.read(path, keys);
            } catch (IOException e) {
                throw invalid(given, String.valueOf(e.getMessage()), e);
            }
        }
        List<Setting> settings = new ArrayList<>(file); // by precedence, the lowest first
        settings.addAll(fromEnvironment(keys, environment));
        return new Configuration(unmatched(given, settings), file);
    }

    /** Returns the configuration that consists of all lines of the file. */
    Configuration ofFile() {
        return new Configuration(file, file);
    }

    private static @Nullable Path file(ParseResult given, Map<String, String> environment) {
        String option = "--" + ConfigurationArguments.KEY;
        if (given.hasMatchedOption(option)) {
            return given.matchedOptionValue(option, null);
        }
        String variable = Setting.variable(ConfigurationArguments.KEY);
        String name = environment.getOrDefault(variable, "");
        try {
            return name.isEmpty() ? null : Path.of(name);
        } catch (InvalidPathException e) {
            throw invalid(given, variable + ": '" + name + "' is not a file name", e);
        }
    }

    /** Returns the keys of a command's options. */
    private static Set<String> keys(CommandSpec command) {
        Set<String> keys = new TreeSet<>();
        for (OptionSpec option : command.options()) {
            keys.add(option.longestName().replaceFirst("^--", ""));
        }
        keys.removeAll(INFORMATION);
        keys.remove(ConfigurationArguments.KEY);
        return keys;
    }

    private static List<Setting> fromEnvironment(Set<String> keys, Map<String, String> environment) {
        List<Setting> settings = new ArrayList<>();
        for (String key : keys) {
            String variable = Setting.variable(key);
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                settings.add(new Setting(key, value, variable));
            }
        }
        return settings;
    }

    private static Collection<Setting> unmatched(ParseResult given, List<Setting> settings) {
        Map<String, Setting> result = new LinkedHashMap<>();
        for (Setting setting : settings) {
            if (!given.hasMatchedOption(setting.option())) {
                result.put(setting.key(), setting);
            }
        }
        return result.values();
    }

    /** Returns the settings as arguments of the command, to be parsed with those that are given. */
    List<String> arguments(ParseResult given) {
        List<String> arguments = new ArrayList<>();
        for (Setting setting : settings.values()) {
            OptionSpec option = given.commandSpec().findOption(setting.option());
            if (option.arity().max() > 0) {
                arguments.add(setting.option() + "=" + setting.value());
            } else if (isTrue(given, setting)) {
                arguments.add(setting.option());
            }
        }
        return arguments;
    }

    private static boolean isTrue(ParseResult given, Setting setting) {
        return switch (setting.value()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw invalid(
                        given,
                        setting.origin() + ": invalid value for '" + setting.key() + "': '" + setting.value()
                                + "' is not true or false",
                        null);
        };
    }

    /** Returns the setting of an option; null if the option has its default or is given on the command line. */
    @Nullable
    Setting setting(String option) {
        return settings.get(option);
    }

    /**
     * Returns the setting that a message is about: one whose option it names, or else the one with the longest value that it
     * quotes; null if there is none.
     */
    @Nullable
    Setting about(String message) {
        Matcher option = OPTION.matcher(message);
        while (option.find()) {
            Setting named = settings.get(option.group());
            if (named != null) {
                return named;
            }
        }
        return settings.values().stream()
                .filter(setting -> setting.isQuotedIn(message))
                .max(Comparator.comparingInt(setting -> setting.value().length()))
                .orElse(null);
    }

    private static InvalidConfigurationException invalid(ParseResult given, String message, @Nullable Throwable cause) {
        return new InvalidConfigurationException(given.commandSpec().commandLine(), message, cause);
    }
}

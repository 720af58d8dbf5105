package dev.futurewire.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Runs a command with its configuration. The command line is parsed again with the configured options before the given ones, so
 * that both are converted and checked in the same way. The file is parsed by itself first, so that an invalid line is reported
 * even if it is overridden.
 */
final class ConfiguredExecution implements IExecutionStrategy {
    private final String[] arguments;
    private final Map<String, String> environment;
    private Configuration configuration = Configuration.NONE;

    /**
     * Creates an execution.
     *
     * @param arguments the command line, which begins with the name of a command
     * @param environment the environment variables
     */
    ConfiguredExecution(String[] arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public int execute(ParseResult given) {
        ParseResult command = given.subcommand();
        if (command == null || command.isUsageHelpRequested() || command.isVersionHelpRequested()) {
            return new RunLast().execute(given);
        }
        Configuration complete = Configuration.of(command, environment);
        if (complete.arguments(command).isEmpty()) {
            return new RunLast().execute(given);
        }
        configuration = complete.ofFile();
        List<String> ofFile = configuration.arguments(command);
        if (!ofFile.isEmpty()) {
            parse(given, ofFile, List.of());
        }
        configuration = complete;
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        return new RunLast().execute(parse(given, configuration.arguments(command), rest));
    }

    private ParseResult parse(ParseResult given, List<String> configured, List<String> rest) {
        List<String> all =
                new ArrayList<>(List.of(given.subcommand().commandSpec().name()));
        all.addAll(configured);
        all.addAll(rest);
        try {
            return given.commandSpec().commandLine().parseArgs(all.toArray(String[]::new));
        } catch (ParameterException failure) {
            throw withOrigin(failure);
        }
    }

    /** Adds where the option of a failure was set, and names the option as it stands there. */
    private ParameterException withOrigin(ParameterException failure) {
        String option = failure.getArgSpec() instanceof OptionSpec spec ? spec.longestName() : "";
        Setting setting = configuration.setting(option);
        if (setting == null) {
            return failure;
        }
        String message = String.valueOf(failure.getMessage())
                .replace("Invalid value for option '" + option + "'", "invalid value for '" + setting.key() + "'");
        return new InvalidConfigurationException(failure.getCommandLine(), setting.origin() + ": " + message, failure);
    }

    /** Adds where the option that a message is about was set. Returns other messages as they are. */
    String withOrigin(String message) {
        Setting setting = configuration.about(message);
        return setting == null ? message : setting.origin() + ": " + message;
    }
}

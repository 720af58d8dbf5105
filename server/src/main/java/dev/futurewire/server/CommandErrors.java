package dev.futurewire.server;

import dev.futurewire.observe.Printable;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports failures of a command as one line on stderr and an exit status. */
final class CommandErrors {
    /** The exit status of a command that could not start. */
    static final int CANNOT_START = ExitCode.USAGE;

    /** The user information before the {@code @} of a URL: after {@code scheme://}, or with a colon in it. */
    private static final Pattern USER_INFORMATION = Pattern.compile("(?<=://)[^\\s]*@|[^\\s:'\"]+:[^\\s]*@");

    private CommandErrors() {}

    /** Reports an invalid command line or configuration. */
    static int ofUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        if (failure instanceof InvalidConfigurationException) {
            print(command, message(failure));
            return CANNOT_START;
        }
        String what = failure instanceof UnmatchedArgumentException unmatched ? unknown(unmatched) : message(failure);
        print(command, what + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        return CANNOT_START;
    }

    /** Reports a failure of a command. */
    static int ofExecution(Exception failure, CommandLine command, ConfiguredExecution execution) {
        if (failure instanceof CommandFailedException expected) {
            boolean started = expected.exitStatus() != CANNOT_START;
            print(command, started ? message(expected) : execution.withOrigin(message(expected)));
            return expected.exitStatus();
        }
        System.getLogger(CommandErrors.class.getName())
                .log(Level.ERROR, "internal error: the command failed unexpectedly", failure);
        return ExitCode.SOFTWARE;
    }

    private static String unknown(UnmatchedArgumentException failure) {
        String argument = failure.getUnmatched().get(0);
        List<String> suggestions = failure.getSuggestions();
        String closest = SimilarNames.closest(argument, suggestions);
        String similar = closest != null ? closest : String.join(" or ", suggestions);
        return "unknown " + (failure.isUnknownOption() ? "option" : "argument") + " '" + argument + "'"
                + (similar.isEmpty() ? "" : " (did you mean " + similar + "?)");
    }

    private static String message(Exception failure) {
        String message = failure.getMessage() != null ? failure.getMessage() : failure.toString();
        return message.strip();
    }

    private static void print(CommandLine command, String line) {
        command.getErr().println("futurewire: " + Printable.escape(withoutSecrets(line)));
    }

    /** Masks user information, since messages quote arguments, which may be URLs with a password. */
    private static String withoutSecrets(String line) {
        return USER_INFORMATION.matcher(line).replaceAll("***@");
    }
}

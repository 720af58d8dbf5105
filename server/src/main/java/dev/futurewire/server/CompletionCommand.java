package dev.futurewire.server;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code futurewire completion}: prints a completion script for the shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Prints a script that completes commands and options in bash and zsh.",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {"", "For the current shell: source <(futurewire completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final PrintStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    CompletionCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        CommandSpec program = spec.root();
        out.print(AutoComplete.bash(program.name(), program.commandLine()));
        out.flush();
        return 0;
    }
}

package dev.futurewire.server;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the manual pages of all commands, in AsciiDoc, and the completion script for the Debian package. */
final class ManualPages {
    private ManualPages() {}

    /**
     * Writes the files.
     *
     * @param arguments the folder to write to
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream none = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine program = Main.commandLine(InputStream.nullInputStream(), none, none);
        File folder = new File(arguments[0]);
        CommandSpec[] commands = program.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .toArray(CommandSpec[]::new);
        ManPageGenerator.generateManPage(folder, null, new boolean[0], false, program.getCommandSpec());
        ManPageGenerator.generateManPage(folder, null, new boolean[0], false, commands);
        String completion = AutoComplete.bash(program.getCommandName(), program);
        Files.writeString(Path.of(arguments[0], program.getCommandName() + ".bash"), completion);
    }
}

package dev.futurewire.server;

import java.util.Set;
import picocli.CommandLine.Command;

/** The program itself, without a subcommand: help and version. */
@Command(
        name = "futurewire",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Serves TCP connections line by line, and talks to servers that do.",
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "futurewire [serve] [OPTIONS]     serve is what runs when no command is named",
            "       futurewire ps [HOST:PORT]",
            "       futurewire connect HOST:PORT"
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  futurewire --port 7000              echo lines on 127.0.0.1:7000",
            "  futurewire --port 0 --timeout 1m    any free port; the listening line names it",
            "  futurewire connect localhost:7000   talk to it",
            "  futurewire --feed 7001              let ps and the monitor look",
            "  futurewire ps                       what each connection waits for",
            "",
            "Each command has a help of its own: futurewire serve --help",
            "Exit status: 0 normal end, 1 failure on the way, 2 could not start."
        })
final class FuturewireCommand {
    /** The options that are the program's own; all others belong to the default command. */
    static final Set<String> HAS = Set.of("-h", "--help", "-V", "--version");
}

package dev.futurewire.server;

import java.util.Set;
import picocli.CommandLine.Command;

/** The program itself, without a subcommand: prints help and version. */
@Command(
        name = "futurewire",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Serves line-based TCP connections, and connects to such servers.",
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "futurewire [serve] [OPTIONS]     serve is the default command",
            "       futurewire ps [HOST:PORT]",
            "       futurewire connect HOST:PORT",
            "       futurewire completion"
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  futurewire --port 7000              echo lines on 127.0.0.1:7000",
            "  futurewire --port 0 --timeout 1m    any free port; printed when listening",
            "  futurewire connect localhost:7000   connect to it",
            "  futurewire --feed 7001              allow ps and the monitor to connect",
            "  futurewire ps                       list what each connection waits for",
            "",
            "For help on a command: futurewire serve --help",
            "Exit status: 0 normal end, 1 failure while running, 2 could not start."
        })
final class FuturewireCommand {
    /** Options of the program itself; all others belong to the default command. */
    static final Set<String> HAS = Set.of("-h", "--help", "-V", "--version");
}

package dev.futurewire.monitor;

import dev.futurewire.monitor.model.Settings;
import dev.futurewire.monitor.source.FeedAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options of the command line. */
@Command(
        name = "futurewire-monitor",
        sortOptions = false,
        description =
                "Opens a window that shows what every connection of a server is doing and what it is waiting for.",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class LaunchOptions {
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7000",
            converter = PortConverter.class,
            description =
                    "Port of the embedded echo server; a free one is used if it is taken.%n  Default: ${DEFAULT-VALUE}")
    private int port;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<Attachment> attachments = new ArrayList<>();

    @Option(names = "--open", paramLabel = "FILE", description = "Open a recording.")
    private @Nullable Path recording;

    @Option(names = "--demo", description = "Start with the demonstration.")
    private boolean demonstration;

    @Option(names = "--settings", paramLabel = "FILE", description = "File that stores the window's state.")
    private @Nullable Path settings;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    private boolean help;

    /** A server to attach to: a group of options, so that each token file belongs to the address before it. */
    private static final class Attachment {
        @Option(
                names = "--attach",
                paramLabel = "HOST:PORT",
                required = true,
                converter = AddressConverter.class,
                description = "Attach to the feed of a running server; may be given several times.")
        private String address = "";

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "Token file of the preceding --attach, if it is not in the default place.")
        private @Nullable Path tokenFile;

        @Option(
                names = "--tls",
                description =
                        "Connect to the preceding --attach over TLS; its certificate must be trusted and match HOST.")
        private boolean tls;

        @Option(
                names = "--tls-ca",
                paramLabel = "FILE",
                description = "Trust these certificates, in PEM, instead of the JDK's. Implies --tls.")
        private @Nullable Path authority;

        private FeedAddress feed() {
            FeedAddress plain = FeedAddress.of(address, tokenFile);
            return tls || authority != null ? plain.overTls(authority) : plain;
        }
    }

    private LaunchOptions() {}

    /**
     * Parses a command line.
     *
     * @throws ParameterException for an invalid option, with a message to print
     */
    static LaunchOptions parse(List<String> arguments) {
        LaunchOptions options = new LaunchOptions();
        command(options).parseArgs(arguments.toArray(String[]::new));
        return options;
    }

    /** Returns the help text. */
    static String usage() {
        return command(new LaunchOptions()).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static CommandLine command(LaunchOptions options) {
        return new CommandLine(options).setExpandAtFiles(false).setUsageHelpAutoWidth(true);
    }

    /** Returns the port of the embedded server. */
    int port() {
        return port;
    }

    /** Returns the servers to attach to. */
    List<FeedAddress> attach() {
        return attachments.stream().map(Attachment::feed).toList();
    }

    /** Returns the recording to open, or null. */
    @Nullable
    Path recording() {
        return recording;
    }

    /** Returns whether to start with the demonstration. */
    boolean demonstration() {
        return demonstration;
    }

    /** Returns the file of the settings. */
    Path settings() {
        return settings != null ? settings : Settings.defaultFile();
    }

    /** Returns whether to print the help and exit. */
    boolean help() {
        return help;
    }

    /** Converts ports. */
    static final class PortConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > HIGHEST_PORT) {
                throw new TypeConversionException("'" + text + "' is not a port; expected a number from 0 to 65535");
            }
            return Integer.parseInt(text);
        }
    }

    /** Validates addresses of feeds, whose token files are not known yet. */
    static final class AddressConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                FeedAddress.of(text, null);
            } catch (IllegalArgumentException bad) {
                throw new TypeConversionException("'" + text + "' is not HOST:PORT or [IPV6]:PORT");
            }
            return text;
        }
    }
}

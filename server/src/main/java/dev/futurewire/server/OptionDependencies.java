package dev.futurewire.server;

import dev.futurewire.server.service.Service;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** Rejects options of {@code serve} that would have no effect because the option or service they belong to is not selected. */
final class OptionDependencies {
    /** Options, and the option that each depends on. */
    private static final Map<String, String> OPTIONS = Map.of(
            "--allow-control", "--feed",
            "--token-file", "--feed",
            "--feed-tls-cert", "--feed",
            "--feed-tls-key", "--feed-tls-cert",
            "--bus-credentials", "--bus",
            "--room", "--bus");

    /** Options, and the built-in service that uses each. Other services may use any of them. */
    private static final Map<String, String> SERVICES = Map.of(
            "--upstream", "forward",
            "--connect-timeout", "forward",
            "--slow-consumers", "broadcast",
            "--bus", "broadcast");

    private OptionDependencies() {}

    /**
     * Checks the options of a command line.
     *
     * @throws CommandFailedException if an option has no effect; the message names the option and what it needs
     */
    static void check(ParseResult given, Service service) throws CommandFailedException {
        boolean ours = service.getClass().getPackageName().equals(Service.class.getPackageName());
        for (Map.Entry<String, String> need : SERVICES.entrySet()) {
            if (given.hasMatchedOption(need.getKey()) && ours && !service.name().equals(need.getValue())) {
                throw useless(need.getKey(), "--service " + need.getValue());
            }
        }
        for (Map.Entry<String, String> need : OPTIONS.entrySet()) {
            if (given.hasMatchedOption(need.getKey()) && !given.hasMatchedOption(need.getValue())) {
                throw useless(need.getKey(), need.getValue());
            }
        }
    }

    private static CommandFailedException useless(String option, String needed) {
        return CommandFailedException.cannotStart(option + " needs " + needed, null);
    }
}

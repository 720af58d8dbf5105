package dev.futurewire.server;

import dev.futurewire.server.service.Service;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** Refuses options of {@code serve} that would have no effect, because what they belong to was not asked for. */
final class OptionDependencies {
    /** Options and the option that each is about. */
    private static final Map<String, String> OPTIONS = Map.of(
            "--allow-control", "--feed",
            "--token-file", "--feed",
            "--bus-credentials", "--bus",
            "--room", "--bus");

    /** Options and the one of our services that heeds each. Services of others may heed any. */
    private static final Map<String, String> SERVICES = Map.of(
            "--upstream", "forward",
            "--connect-timeout", "forward",
            "--slow-consumers", "broadcast",
            "--bus", "broadcast");

    private OptionDependencies() {}

    /**
     * Checks what was given on the command line.
     *
     * @throws CommandFailedException if an option has no effect; names it and what it needs
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
        return CommandFailedException.couldNotStart(option + " needs " + needed, null);
    }
}

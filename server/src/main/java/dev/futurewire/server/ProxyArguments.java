package dev.futurewire.server;

import dev.futurewire.ServerOptions;
import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options of {@code serve} for a server behind a proxy. */
final class ProxyArguments {
    @Option(
            names = "--proxy-protocol",
            description =
                    "Expect a PROXY header, version 1 or 2, that names the client at the start of connections from"
                            + " --trusted-proxies.")
    private boolean proxyProtocol;

    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Networks of the proxies, separated by commas: 10.0.0.0/8,fd00::/8. Connections from elsewhere are"
                            + " plain clients.")
    private List<String> trustedProxies = List.of();

    ProxyArguments() {}

    /** Adds the requested options. */
    void addTo(ServerOptions.Builder options) throws CommandFailedException {
        if (proxyProtocol != !trustedProxies.isEmpty()) {
            throw CommandFailedException.cannotStart(
                    proxyProtocol
                            ? "--proxy-protocol needs --trusted-proxies CIDR,...: only these may send a header"
                            : "--trusted-proxies needs --proxy-protocol",
                    null);
        }
        try {
            options.trustedProxies(trustedProxies);
        } catch (IllegalArgumentException malformed) {
            throw CommandFailedException.cannotStart("--trusted-proxies: " + malformed.getMessage(), malformed);
        }
    }
}

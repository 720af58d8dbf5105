package dev.futurewire.server;

import dev.futurewire.ServerOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of {@code serve} for life behind a proxy. */
final class ProxyArguments {
    @Option(
            names = "--proxy-protocol",
            description = "Connections from --trusted-proxies begin with a PROXY header, version 1 or 2, that names the"
                    + " client.")
    private boolean proxyProtocol;

    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR",
            split = ",",
            description =
                    "Networks of the proxies, separated by commas: 10.0.0.0/8,fd00::/8. Others are clients, whatever"
                            + " they send.")
    private List<String> trustedProxies = List.of();

    ProxyArguments() {}

    /** Adds what was asked for. */
    void addTo(ServerOptions.Builder options) throws CommandFailedException {
        if (proxyProtocol != !trustedProxies.isEmpty()) {
            throw CommandFailedException.couldNotStart(
                    proxyProtocol
                            ? "--proxy-protocol needs --trusted-proxies CIDR,...: a header is believed from nobody else"
                            : "--trusted-proxies is of use with --proxy-protocol only",
                    null);
        }
        try {
            options.trustedProxies(trustedProxies);
        } catch (IllegalArgumentException malformed) {
            throw CommandFailedException.couldNotStart("--trusted-proxies: " + malformed.getMessage(), malformed);
        }
    }
}

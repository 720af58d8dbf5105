package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code connect} for TLS. */
final class ClientTlsArguments {
    @Option(names = "--tls", description = "Connect over TLS; the server's certificate must be trusted and match HOST.")
    private boolean wanted;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Trust these certificates, in PEM, instead of the JDK's. Implies --tls.")
    private @Nullable Path authority;

    @Option(
            names = "--insecure",
            description = "Accept any certificate, even an expired one: an attacker can read and change the traffic."
                    + " For tests only. Needs --tls.")
    private boolean insecure;

    /** Returns the requested options, with the files read and checked; null for plaintext. */
    @Nullable
    TlsOptions read(String host) throws CommandFailedException {
        if (!wanted && authority == null) {
            if (insecure) {
                throw CommandFailedException.cannotStart("--insecure needs --tls", null);
            }
            return null;
        }
        TlsOptions.Builder tls = TlsOptions.builder().serverName(host);
        if (authority != null) {
            tls.trust(authority);
        }
        if (insecure) {
            tls.insecureTrustAnyPeer();
        }
        try {
            return tls.build();
        } catch (IOException e) {
            throw CommandFailedException.cannotStart("cannot connect over TLS: " + e.getMessage(), e);
        }
    }
}

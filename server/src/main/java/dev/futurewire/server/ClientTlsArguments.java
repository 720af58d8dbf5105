package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code connect} for TLS. */
final class ClientTlsArguments {
    @Option(names = "--tls", description = "Connect over TLS; the server's certificate must be trusted and for HOST.")
    private boolean wanted;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Trust these certificates, in PEM, instead of the JDK's. Means --tls.")
    private @Nullable Path authority;

    @Option(
            names = "--insecure",
            description = "Take any certificate of anybody, also an expired one: others can read and change what is"
                    + " sent. For tests. Needs --tls.")
    private boolean insecure;

    /** What was asked for, read and checked; null for plaintext. */
    @Nullable
    TlsOptions read(String host) throws CommandFailedException {
        if (!wanted && authority == null) {
            if (insecure) {
                throw CommandFailedException.couldNotStart("--insecure needs --tls", null);
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
            throw CommandFailedException.couldNotStart("cannot connect over TLS: " + e.getMessage(), e);
        }
    }
}

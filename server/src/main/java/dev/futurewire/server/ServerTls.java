package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code serve} for TLS. */
final class ServerTls {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve over TLS with this certificate chain, in PEM. Changed files are read again.")
    private @Nullable Path chain;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Its private key, in PEM, not encrypted.%n  Default: in the file of --tls-cert")
    private @Nullable Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Turn clients away that show no certificate signed by one of these, in PEM.")
    private @Nullable Path clientAuthority;

    /** What was asked for, read and checked; null for plaintext. */
    @Nullable
    TlsOptions read() throws CommandFailedException {
        if (chain == null) {
            if (key != null || clientAuthority != null) {
                String option = key != null ? "--tls-key" : "--tls-client-ca";
                throw CommandFailedException.couldNotStart(option + " needs --tls-cert", null);
            }
            return null;
        }
        TlsOptions.Builder tls = TlsOptions.builder().certificate(chain, key != null ? key : chain);
        if (clientAuthority != null) {
            tls.trust(clientAuthority).clientAuth(TlsOptions.ClientAuth.NEED);
        }
        try {
            return tls.build();
        } catch (IOException e) {
            throw CommandFailedException.couldNotStart("cannot serve over TLS: " + e.getMessage(), e);
        }
    }

    /** The files that were named. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path file : new @Nullable Path[] {chain, key, clientAuthority}) {
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }
}

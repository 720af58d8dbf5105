package dev.futurewire.server;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code serve} for TLS. */
final class ServerTlsArguments {
    /** The maximum size of a password file: 4 KiB. */
    private static final int MAX_PASSWORD_FILE_BYTES = 4096;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve over TLS with this certificate chain, in PEM. Changed files are reloaded.")
    private @Nullable Path chain;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description =
                    "Private key of --tls-cert, in PEM, not encrypted.%n  Default: the key in the file of --tls-cert")
    private @Nullable Path key;

    @Option(
            names = "--tls-keystore",
            paramLabel = "FILE",
            description =
                    "Serve over TLS with the private keys and certificates in this PKCS#12 or JKS file, instead of"
                            + " --tls-cert.")
    private @Nullable Path keyStore;

    @Option(
            names = "--tls-keystore-password-file",
            paramLabel = "FILE",
            description = "File whose first line is the password of --tls-keystore.%n  Default: no password")
    private @Nullable Path passwordFile;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Require client certificates signed by one of these authorities, in PEM.")
    private @Nullable Path clientAuthority;

    /** Returns the requested options, with the files read and checked; null for plaintext. */
    @Nullable
    TlsOptions read() throws CommandFailedException {
        check();
        TlsOptions.Builder tls = TlsOptions.builder();
        if (chain != null) {
            tls.certificate(chain, key != null ? key : chain);
        } else if (keyStore != null) {
            char[] password = password();
            tls.keyStore(keyStore, password);
            Arrays.fill(password, '\0');
        } else {
            return null;
        }
        if (clientAuthority != null) {
            tls.trust(clientAuthority).clientAuth(TlsOptions.ClientAuth.NEED);
        }
        try {
            return tls.build();
        } catch (IOException e) {
            throw CommandFailedException.cannotStart("cannot serve over TLS: " + e.getMessage(), e);
        }
    }

    private void check() throws CommandFailedException {
        if (chain != null && keyStore != null) {
            throw CommandFailedException.cannotStart("--tls-cert and --tls-keystore are mutually exclusive", null);
        }
        if (chain == null) {
            needs("--tls-key", key, "--tls-cert");
            needs("--tls-client-ca", keyStore == null ? clientAuthority : null, "--tls-cert");
        }
        if (keyStore == null) {
            needs("--tls-keystore-password-file", passwordFile, "--tls-keystore");
        }
    }

    private static void needs(String option, @Nullable Path value, String needed) throws CommandFailedException {
        if (value != null) {
            throw CommandFailedException.cannotStart(option + " needs " + needed, null);
        }
    }

    private char[] password() throws CommandFailedException {
        if (passwordFile == null) {
            return new char[0];
        }
        try {
            if (Files.size(passwordFile) > MAX_PASSWORD_FILE_BYTES) {
                throw new IOException("longer than " + MAX_PASSWORD_FILE_BYTES + " bytes");
            }
            String text = Files.readString(passwordFile, StandardCharsets.UTF_8);
            return text.lines().findFirst().orElse("").toCharArray();
        } catch (IOException e) {
            throw CommandFailedException.cannotStart(
                    "cannot read the password file " + passwordFile + ": " + FileErrorText.of(e), e);
        }
    }

    /** Returns the files to watch for changes. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path file : new @Nullable Path[] {chain, key, keyStore, clientAuthority}) {
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }
}

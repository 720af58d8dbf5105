package dev.futurewire.support;

import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keys shared by tests and created once: for a server on localhost, and for a client that trusts its authority. */
public final class TestTls {
    /** Signs the other certificates. */
    public static final TestCertificates.Issued AUTHORITY = TestCertificates.authority("Futurewire test authority");

    /** For localhost and 127.0.0.1. */
    public static final TestCertificates.Issued SERVER =
            TestCertificates.issue(AUTHORITY, "localhost", "127.0.0.1", "memory");

    /** The certificate of a client. */
    public static final TestCertificates.Issued CLIENT = TestCertificates.issue(AUTHORITY, "client.example");

    private static final Path FOLDER = folder();

    /** The authority's certificate. */
    public static final Path AUTHORITY_FILE = AUTHORITY.certificateIn(FOLDER, "authority.pem");

    /** The server's certificate. */
    public static final Path SERVER_CHAIN = SERVER.certificateIn(FOLDER, "server.pem");

    /** The server's key. */
    public static final Path SERVER_KEY = SERVER.keyIn(FOLDER, "server.key");

    private TestTls() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("futurewire-tls");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
            Files.delete(folder);
        } catch (IOException left) {
            // Remains in the temporary directory.
        }
    }

    /** A builder of options for a server. */
    public static TlsOptions.Builder server(String... protocols) {
        return TlsOptions.builder().certificate(SERVER_CHAIN, SERVER_KEY).protocols(protocols);
    }

    /** A builder of options for a client. */
    public static TlsOptions.Builder client(String... protocols) {
        return TlsOptions.builder().trust(AUTHORITY_FILE).protocols(protocols);
    }

    /** Builds options whose files are known to be valid. */
    public static TlsOptions build(TlsOptions.Builder builder) {
        try {
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

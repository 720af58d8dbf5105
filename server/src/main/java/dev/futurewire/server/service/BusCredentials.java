package dev.futurewire.server.service;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a server on the {@link ServiceOptions#bus() bus}: a user and a password, a token, or a NATS credentials
 * file with a signed user (JWT) and its key. Immutable. Neither {@link #toString} nor the message of any exception contains a
 * secret.
 */
public final class BusCredentials {
    private static final long MAX_FILE_BYTES = 64 * 1024;
    private static final String JWT = "-----BEGIN NATS USER JWT-----";
    private static final String SEED = "-----BEGIN USER NKEY SEED-----";

    private final @Nullable String user;

    /** A password, or a token without a user. */
    private final @Nullable String secret;

    private final @Nullable AuthHandler handler;
    private final String kind;

    private BusCredentials(String kind, @Nullable String user, @Nullable String secret, @Nullable AuthHandler handler) {
        this.kind = kind;
        this.user = user;
        this.secret = secret;
        this.handler = handler;
    }

    /**
     * Returns credentials with a user and a password.
     *
     * @param user the user
     * @param password the password
     * @return the credentials
     */
    public static BusCredentials userPassword(String user, String password) {
        return new BusCredentials(
                "a user", Objects.requireNonNull(user, "user"), Objects.requireNonNull(password, "password"), null);
    }

    /**
     * Returns credentials with a token.
     *
     * @param token the token
     * @return the credentials
     */
    public static BusCredentials token(String token) {
        return new BusCredentials("a token", null, Objects.requireNonNull(token, "token"), null);
    }

    /**
     * Reads credentials from a file: a NATS credentials file as {@code nsc} writes it, which is reread for each connection to
     * the broker, or lines {@code user=NAME} and {@code password=PASSWORD}, or a line {@code token=TOKEN}. White space at both
     * ends of a line is ignored, as are empty lines and lines that start with {@code #}.
     *
     * @param file the file
     * @return the credentials
     * @throws IOException if the file cannot be read or has none of these formats; the message contains the name of the file
     *     and nothing of its content
     */
    public static BusCredentials read(Path file) throws IOException {
        String text = text(file);
        if (text.contains(JWT) || text.contains(SEED)) {
            return signed(file, text);
        }
        Map<String, String> values = new HashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            boolean known = key.equals("user") || key.equals("password") || key.equals("token");
            if (!known || values.put(key, line.substring(equals + 1).strip()) != null) {
                throw new IOException(file + " is neither a NATS credentials file nor lines user=, password= or token=,"
                        + " each once");
            }
        }
        try {
            BusCredentials found = of(values.get("user"), values.get("password"), values.get("token"));
            if (found != null) {
                return found;
            }
        } catch (IllegalArgumentException incomplete) {
            throw new IOException(file + ": " + incomplete.getMessage(), incomplete);
        }
        throw new IOException(file + " has no credentials in it");
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(file + " is too long for credentials");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + file, missing);
        } catch (MalformedInputException binary) {
            throw new IOException(file + " is not text", binary);
        }
    }

    /** Returns credentials with a signing key. Signs once, so that an invalid file is reported at startup. */
    private static BusCredentials signed(Path file, String text) throws IOException {
        try {
            AuthHandler handler = text.contains(JWT) ? Nats.credentials(file.toString()) : new SeedOnly(seed(text));
            if (handler.getID() == null || handler.sign(new byte[1]) == null) {
                throw new IOException(file + " has no user's key in it");
            }
            return new BusCredentials("a signed user", null, null, handler);
        } catch (RuntimeException malformed) {
            // Omits the cause, whose message may quote the content.
            throw new IOException(file + " has no valid user's key in it");
        }
    }

    private static String seed(String text) {
        String rest = text.substring(text.indexOf(SEED) + SEED.length());
        return rest.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /**
     * Returns credentials for the given parts.
     *
     * @param user the user, or null
     * @param password the password, or null
     * @param token the token, or null
     * @return the credentials, or null if all parts are null
     * @throws IllegalArgumentException if a part is missing or superfluous
     */
    public static @Nullable BusCredentials of(
            @Nullable String user, @Nullable String password, @Nullable String token) {
        if (token != null && (user != null || password != null)) {
            throw new IllegalArgumentException("both a token and a user or password are given; use one of them");
        }
        if (token != null) {
            return token(token);
        }
        if (user == null && password == null) {
            return null;
        }
        if (user == null || password == null) {
            throw new IllegalArgumentException(user == null ? "the user is missing" : "the password is missing");
        }
        return userPassword(user, password);
    }

    /** Adds the credentials to the options of the NATS client. */
    void addTo(Options.Builder options) {
        if (handler != null) {
            options.authHandler(handler);
        } else if (user != null && secret != null) {
            options.userInfo(user.toCharArray(), secret.toCharArray());
        } else if (secret != null) {
            options.token(secret.toCharArray());
        }
    }

    /** Returns a text of other code with the password or token masked. */
    String masked(String text) {
        return secret == null || secret.isEmpty() ? text : text.replace(secret, "***");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BusCredentials that
                && Objects.equals(user, that.user)
                && Objects.equals(secret, that.secret)
                && Objects.equals(handler, that.handler);
    }

    @Override
    public int hashCode() {
        return Objects.hash(user, secret, handler);
    }

    /** Returns the kind of the credentials, without any secret. */
    @Override
    public String toString() {
        return "BusCredentials[" + kind + "]";
    }

    /** Authenticates with a key only, for a broker that knows its public part. */
    private static final class SeedOnly implements AuthHandler {
        private final NKey key;

        SeedOnly(String seed) {
            key = NKey.fromSeed(seed.toCharArray());
        }

        @Override
        public byte[] sign(byte[] nonce) {
            try {
                return key.sign(nonce);
            } catch (GeneralSecurityException | IOException impossible) {
                throw new IllegalStateException("the key cannot sign", impossible);
            }
        }

        @Override
        public char[] getID() {
            try {
                return key.getPublicKey();
            } catch (GeneralSecurityException | IOException impossible) {
                throw new IllegalStateException("the key has no public part", impossible);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // NATS' own handlers return null too
        public char[] getJWT() {
            return null;
        }
    }
}

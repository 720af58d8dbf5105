package dev.futurewire.server.feed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The secret between a server and its viewers: 256 random bits in a file that only its owner can read. Never on a command
 * line, never in a log.
 */
public final class FeedToken implements AutoCloseable {
    private static final int BYTES = 32;
    private static final int LONGEST_FILE = 4096;

    private final Path file;
    private final byte[] secret;

    private FeedToken(Path file, String secret) {
        this.file = file;
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Where a server's token is if nobody says otherwise.
     *
     * @param port the feed's port
     * @return a file under {@code XDG_RUNTIME_DIR}, or under {@code ~/.cache/futurewire}
     */
    public static Path defaultFile(int port) {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path folder = runtime != null && !runtime.isEmpty()
                ? Path.of(runtime, "futurewire")
                : Path.of(System.getProperty("user.home", "."), ".cache", "futurewire");
        return folder.resolve("feed-" + port + ".token");
    }

    /**
     * Makes a token. A file of that name that a dead server left behind in a folder of our own is replaced; a link never is
     * followed.
     *
     * @param file where; its folder is made, for its owner only, if it does not exist
     * @return the token; closing it removes the file
     * @throws IOException if the file exists (and {@code replace} is false) or cannot be made
     */
    public static FeedToken create(Path file, boolean replace) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(posix, "rwx------"));
        }
        if (replace) {
            Files.deleteIfExists(file);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        // CREATE_NEW refuses a planted file or link; the permissions are set as it is made, not afterwards.
        try (WritableByteChannel out = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes(posix, "rw-------"))) {
            out.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
        return new FeedToken(file, secret);
    }

    private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Reads a token as a viewer.
     *
     * @param file where it is
     * @return the secret
     * @throws IOException if it cannot be read
     */
    public static String read(Path file) throws IOException {
        if (Files.size(file) > LONGEST_FILE) {
            throw new IOException("too long for a token: " + file);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /**
     * Where it is.
     *
     * @return the file
     */
    public Path file() {
        return file;
    }

    /** Whether a viewer knows the secret; takes the same time wherever the difference is. */
    boolean matches(String offered) {
        return MessageDigest.isEqual(secret, offered.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            System.getLogger(FeedToken.class.getName())
                    .log(System.Logger.Level.WARNING, "the token file could not be removed: " + file);
        }
    }
}

package dev.futurewire.server.feed;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** The loopback addresses as {@link InetAddress#getHostAddress} writes them. */
    private static final String FOUR = "127.0.0.1";

    private static final String SIX = "0:0:0:0:0:0:0:1";

    private final Path file;
    private final byte[] secret;

    private FeedToken(Path file, String secret) {
        this.file = file;
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns where the token of a feed at {@code 127.0.0.1} is by default.
     *
     * @param port the feed's port
     * @return {@code feed-PORT.token} in a folder under {@code XDG_RUNTIME_DIR}, or under {@code ~/.cache/futurewire}
     */
    public static Path defaultFile(int port) {
        return folder().resolve("feed-" + port + ".token");
    }

    /**
     * Returns where the token of a feed is by default: each address and port has a file of its own.
     *
     * @param address the feed's address; a wildcard stands for the loopback address of its family
     * @return {@link #defaultFile(int)} for {@code 127.0.0.1}, for another one {@code feed-ADDRESS-PORT.token} in the same
     *     folder, with hyphens for the colons of IPv6
     */
    public static Path defaultFile(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            return defaultFile(address.getPort());
        }
        boolean six = host instanceof Inet6Address;
        String text = host.isAnyLocalAddress() ? (six ? SIX : FOUR) : host.getHostAddress();
        int scope = text.indexOf('%');
        String plain = scope < 0 ? text : text.substring(0, scope);
        return plain.equals(FOUR)
                ? defaultFile(address.getPort())
                : folder().resolve("feed-" + plain.replace(':', '-') + "-" + address.getPort() + ".token");
    }

    /**
     * Looks up at which of a host's addresses a feed has its token in the default file: {@code localhost} may mean
     * {@code 127.0.0.1} and {@code ::1}.
     *
     * @param host a name or a numeric address
     * @param port the feed's port
     * @return the first address whose default file can be read, else the first one
     * @throws UnknownHostException if the name is not known
     */
    public static InetSocketAddress locate(String host, int port) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        for (InetAddress each : all) {
            InetSocketAddress address = new InetSocketAddress(each, port);
            if (Files.isReadable(defaultFile(address))) {
                return address;
            }
        }
        return new InetSocketAddress(all[0], port);
    }

    private static Path folder() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime != null && !runtime.isEmpty()
                ? Path.of(runtime, "futurewire")
                : Path.of(System.getProperty("user.home", "."), ".cache", "futurewire");
    }

    /**
     * Makes a token. The file appears with its content, readable by its owner only. A link is never followed.
     *
     * @param file where; its folder is made, for its owner only, if it does not exist
     * @param replace whether a file or link of that name, which a dead server left behind, is replaced
     * @return the token; closing it removes the file
     * @throws IOException if the file exists (and {@code replace} is false) or cannot be made
     */
    public static FeedToken create(Path file, boolean replace) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes("rwx------"));
        }
        byte[] random = new byte[BYTES];
        SecureRandom source = new SecureRandom();
        source.nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        Path fresh = file.resolveSibling(".token-" + Long.toHexString(source.nextLong()));
        write(fresh, secret);
        try {
            if (replace) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                link(fresh, file, secret);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
        return new FeedToken(file, secret);
    }

    /** Gives the file its name, unless there is one of that name. */
    private static void link(Path fresh, Path file, String secret) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            write(file, secret);
        }
    }

    /** Writes a file that must not exist. The permissions are set as it is made, not afterwards. */
    private static void write(Path file, String secret) throws IOException {
        try (WritableByteChannel out = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes("rw-------"))) {
            out.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
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

    /** Removes the file, unless another server has replaced it by its own. */
    @Override
    public void close() {
        try {
            if (matches(read(file))) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // It was removed before.
        } catch (IOException left) {
            System.getLogger(FeedToken.class.getName())
                    .log(System.Logger.Level.WARNING, "the token file could not be removed: " + file);
        }
    }
}

package dev.futurewire.feed;

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
 * The shared secret of a server and its viewers: 256 random bits in a file that only its owner can read. It never appears on a
 * command line or in a log.
 */
public final class FeedToken implements AutoCloseable {
    private static final int BYTES = 32;
    private static final int MAX_FILE_BYTES = 4096;

    /** The loopback addresses as {@link InetAddress#getHostAddress} writes them. */
    private static final String LOOPBACK_4 = "127.0.0.1";

    private static final String LOOPBACK_6 = "0:0:0:0:0:0:0:1";

    private final Path file;
    private final byte[] secret;

    private FeedToken(Path file, String secret) {
        this.file = file;
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns the default token file of a feed at {@code 127.0.0.1}.
     *
     * @param port the feed's port
     * @return {@code feed-PORT.token} in a folder under {@code XDG_RUNTIME_DIR}, or under {@code ~/.cache/futurewire}
     */
    public static Path defaultFile(int port) {
        return folder().resolve("feed-" + port + ".token");
    }

    /**
     * Returns the default token file of a feed. Each address and port has a separate file.
     *
     * @param address the feed's address; a wildcard address stands for the loopback address of its family
     * @return {@link #defaultFile(int)} for {@code 127.0.0.1}, for other addresses {@code feed-ADDRESS-PORT.token} in the same
     *     folder, with hyphens in place of the colons of IPv6
     */
    public static Path defaultFile(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host == null) {
            return defaultFile(address.getPort());
        }
        boolean isInet6 = host instanceof Inet6Address;
        String text = host.isAnyLocalAddress() ? (isInet6 ? LOOPBACK_6 : LOOPBACK_4) : host.getHostAddress();
        int scope = text.indexOf('%');
        String plain = scope < 0 ? text : text.substring(0, scope);
        return plain.equals(LOOPBACK_4)
                ? defaultFile(address.getPort())
                : folder().resolve("feed-" + plain.replace(':', '-') + "-" + address.getPort() + ".token");
    }

    /**
     * Resolves a host to an address that has a default token file: {@code localhost} may mean both {@code 127.0.0.1} and {@code
     * ::1}.
     *
     * @param host a name or a numeric address
     * @param port the feed's port
     * @return the first address whose default file is readable, or else the first address
     * @throws UnknownHostException if the name cannot be resolved
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
     * Creates a token. The file appears atomically with its content, readable by its owner only. Links are never followed.
     *
     * @param file the file to create; its folder is created, for its owner only, if it does not exist
     * @param replace whether to replace an existing file or link, which a killed server may have left behind
     * @return the token; closing it deletes the file
     * @throws IOException if the file exists (and {@code replace} is false) or cannot be created
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

    /** Gives the file its name, unless that name is taken. */
    private static void link(Path fresh, Path file, String secret) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (FileSystemException | UnsupportedOperationException noLinks) {
            write(file, secret);
        }
    }

    /** Writes a file that must not exist. The permissions are set on creation, not afterwards. */
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
     * Reads the token of a server.
     *
     * @param file the token file
     * @return the secret
     * @throws IOException if it cannot be read
     */
    public static String read(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is too long for a token file");
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /**
     * Returns the token file.
     *
     * @return the file
     */
    public Path file() {
        return file;
    }

    /** Returns whether a viewer knows the secret, in constant time. */
    boolean matches(String offered) {
        return MessageDigest.isEqual(secret, offered.getBytes(StandardCharsets.UTF_8));
    }

    /** Deletes the file, unless another server has replaced it. */
    @Override
    public void close() {
        try {
            if (matches(read(file))) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // The file has been deleted already.
        } catch (IOException left) {
            System.getLogger(FeedToken.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete the token file " + file);
        }
    }
}

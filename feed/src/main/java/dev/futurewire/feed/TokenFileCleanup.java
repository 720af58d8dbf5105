package dev.futurewire.feed;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Deletes the token file of a feed that is still open when the JVM exits, for instance on SIGTERM.
 *
 * <p>The file remains until all shutdown hooks have ended: a program that shuts down gracefully can be watched until then. A
 * process that is killed leaves its file, which the next feed at the same address replaces.
 */
final class TokenFileCleanup implements AutoCloseable {
    private final Thread hook;

    private TokenFileCleanup(Path file) {
        hook = new Thread(() -> deleteAtExit(file), "futurewire-token-file");
    }

    private static void deleteAtExit(Path file) {
        file.toFile().deleteOnExit();
    }

    /** Registers a token file. */
    static TokenFileCleanup of(FeedToken token) {
        TokenFileCleanup cleanup = new TokenFileCleanup(token.file());
        if (token.file().getFileSystem() == FileSystems.getDefault()) {
            try {
                Runtime.getRuntime().addShutdownHook(cleanup.hook);
            } catch (IllegalStateException exiting) {
                deleteAtExit(token.file());
            }
        }
        return cleanup;
    }

    /** Withdraws the registration of a file that is about to be deleted. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // The JVM deletes the file, if it still exists, after the hooks.
        }
    }
}

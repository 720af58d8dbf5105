package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.futurewire.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A loop's connections share a buffer where that is safe, and nowhere else. */
final class SharedReadBufferTest {
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void isSharedWhereReadsAreLeftToThePoller() throws IOException {
        GroupLoop loop = GroupLoop.start(true, 1);
        try {
            assertNull(loop.sharedReadBuffer());
            assertEquals(true, loop.shareReadBuffer());
            assertNotNull(loop.sharedReadBuffer());
        } finally {
            loop.shutdown();
        }
    }

    /** The JDK decides once in a process how it reads: hence another one. */
    @Test
    void isNotSharedWhereReadsAreTriedAtOnce() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + SynchronousReads.DISABLED + "=false",
                        "-cp",
                        System.getProperty("java.class.path") + java.io.File.pathSeparator + modulePath(),
                        SharedReadBufferTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertEquals("shared: false", said.strip());
    }

    private static String modulePath() {
        String path = System.getProperty("jdk.module.path");
        return path == null ? "" : path;
    }

    /** Says whether a loop of this process would share. */
    public static void main(String[] arguments) throws IOException {
        GroupLoop loop = GroupLoop.start(true, 1);
        System.out.println("shared: " + loop.shareReadBuffer());
        loop.shutdown();
    }
}

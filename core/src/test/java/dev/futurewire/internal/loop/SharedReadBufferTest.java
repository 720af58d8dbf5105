package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.futurewire.testing.FreshProgram;
import java.io.IOException;
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
    void isNotSharedWhereReadsAreTriedAtOnce() throws IOException {
        assertEquals(
                "shared: false",
                FreshProgram.output(SharedReadBufferTest.class, "-D" + SynchronousReads.DISABLED + "=false"));
    }

    /** Says whether a loop of this process would share. */
    public static void main(String[] arguments) throws IOException {
        GroupLoop loop = GroupLoop.start(true, 1);
        System.out.println("shared: " + loop.shareReadBuffer());
        loop.shutdown();
    }
}

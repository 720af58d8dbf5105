package dev.futurewire.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.testing.FreshProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SynchronousReadsTest {
    private final String before = System.getProperty(SynchronousReads.DISABLED);

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(SynchronousReads.DISABLED);
        } else {
            System.setProperty(SynchronousReads.DISABLED, before);
        }
    }

    @Test
    void areLeftToThePollerUnlessTheUserSaysOtherwise() {
        System.clearProperty(SynchronousReads.DISABLED);

        SynchronousReads.leaveToPoller();

        assertEquals("true", System.getProperty(SynchronousReads.DISABLED));
    }

    @Test
    void stayAsTheUserWantsThem() {
        System.setProperty(SynchronousReads.DISABLED, "false");

        SynchronousReads.leaveToPoller();

        assertEquals("false", System.getProperty(SynchronousReads.DISABLED));
    }

    @Test
    void areLeftBeforeTheFirstLoopOpensAChannel() throws Exception {
        System.clearProperty(SynchronousReads.DISABLED);

        assertEquals("true", FreshProgram.output(StartsALoop.class));
    }

    /** A program that has only just started: a loop of an earlier test cannot have set the property. */
    static final class StartsALoop {
        public static void main(String[] args) throws Exception {
            GroupLoop loop = GroupLoop.start(true, 0);
            System.out.println(System.getProperty(SynchronousReads.DISABLED));
            loop.shutdown();
        }
    }
}

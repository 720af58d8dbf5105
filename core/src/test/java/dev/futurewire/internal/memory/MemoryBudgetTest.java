package dev.futurewire.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.internal.time.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A budget of 100 KiB, in virtual time, and its holders. */
final class MemoryBudgetTest {
    private static final int KIB = 1024;

    private final ManualTimer timer = new ManualTimer();
    private final MemoryBudget budget = new MemoryBudget(100 * KIB, timer, "a test");
    private final List<String> evicted = new ArrayList<>();
    private final List<String> resumed = new ArrayList<>();

    private final class Owner implements MemoryBudget.Holder {
        final String name;
        int charged;
        long stalledNanos;
        long occupiedNanos;

        /** Whether it releases its memory as soon as it is evicted. */
        boolean prompt = true;

        Owner(String name) {
            this.name = name;
        }

        Owner holds(int bytes) {
            int before = charged;
            charged = bytes;
            budget.charged(this, before, bytes);
            return this;
        }

        Owner stalledFor(Duration time) {
            stalledNanos = time.toNanos();
            return occupiedFor(time);
        }

        Owner occupiedFor(Duration time) {
            occupiedNanos = time.toNanos();
            return this;
        }

        @Override
        public int charged() {
            return charged;
        }

        @Override
        public long stalledNanos(long now) {
            return stalledNanos;
        }

        @Override
        public long occupiedNanos(long now) {
            return occupiedNanos;
        }

        @Override
        public void evict() {
            evicted.add(name);
            if (prompt) {
                holds(0);
            }
        }

        @Override
        public void resume() {
            resumed.add(name);
        }

        @Override
        public void later(Runnable action) {
            action.run();
        }
    }

    private Owner owner(String name, int kib) {
        return new Owner(name).holds(kib * KIB);
    }

    @Test
    void buffersGrowUntilHalfIsHeldAndAgainBelowThreeEighths() {
        owner("a", 30);
        Owner second = owner("b", 19);
        assertTrue(budget.grants(64 * KIB));
        second.holds(20 * KIB);
        assertFalse(budget.grants(8 * KIB));
        assertTrue(budget.grants(KIB), "small buffers may grow");
        second.holds(8 * KIB);
        assertFalse(budget.grants(8 * KIB), "38 are still held");
        second.holds(7 * KIB);
        assertTrue(budget.grants(8 * KIB));
        assertEquals(List.of(), evicted);
    }

    @Test
    void isNotAmpleFromAQuarterOn() {
        assertTrue(budget.ample());
        owner("a", 25);
        assertFalse(budget.ample());
    }

    @Test
    void beyondTheLimitTheLargestAreClosedDownToThreeEighths() {
        owner("small", 5);
        owner("largest", 40);
        owner("middle", 20);
        owner("large", 30);
        assertEquals(List.of(), evicted);
        owner("last", 10);
        assertEquals(List.of("largest", "large"), evicted);
        assertEquals(35 * KIB, budget.held());
        assertEquals(2, budget.evicted());
    }

    @Test
    void closesTheLongestStalledOfEqualHolders() {
        owner("fresh", 40);
        owner("old", 40).stalledFor(Duration.ofSeconds(5));
        owner("new", 21);
        assertEquals(List.of("old", "fresh"), evicted);
    }

    /** Paused connections have not stalled, but some began before others. */
    @Test
    void closesThePausedHoldersThatFilledTheMemoryFirst() {
        owner("late", 40).occupiedFor(Duration.ofMillis(20));
        owner("early", 40).occupiedFor(Duration.ofSeconds(2));
        owner("new", 21);
        assertEquals(List.of("early", "late"), evicted);
    }

    @Test
    void anEvictedHolderIsNotEvictedAgainAndCountsUntilItReleases() {
        Owner slow = new Owner("slow");
        slow.prompt = false;
        slow.holds(80 * KIB);
        owner("other", 21);
        assertEquals(List.of("slow"), evicted);
        assertEquals(101 * KIB, budget.held());
        assertTrue(budget.full());
        Owner next = owner("next", 5);
        assertEquals(List.of("slow"), evicted, "memory of evicted holders counts as free");
        slow.holds(0);
        assertEquals(26 * KIB, budget.held());
        next.holds(80 * KIB);
        assertEquals(List.of("slow", "next"), evicted);
    }

    @Test
    void starvingHoldersAreResumedOneByOneBelowThreeQuarters() {
        Owner holder = owner("holder", 76);
        budget.addPaused(owner("first", 1));
        budget.addPaused(owner("second", 1));
        budget.addPaused(owner("third", 1));
        assertEquals(List.of(), resumed);
        holder.holds(40 * KIB);
        assertEquals(List.of("first"), resumed, "it is expected to need 64 KiB");
        budget.growthEnded();
        assertEquals(List.of("first", "second"), resumed);
        holder.holds(0);
        assertEquals(List.of("first", "second", "third"), resumed);
        assertEquals(0, budget.pausedCount());
    }

    @Test
    void aStarvingHolderIsResumedAtOnceIfThereIsRoom() {
        budget.addPaused(owner("hungry", 4));
        assertEquals(List.of("hungry"), resumed);
    }

    @Test
    void stalledHoldersAreEvictedForStarvingOnes() {
        owner("moving", 30);
        owner("standing", 25).stalledFor(Duration.ofSeconds(3));
        owner("standing too", 22).stalledFor(Duration.ofSeconds(2));
        budget.addPaused(owner("hungry", 4));
        timer.advance(Duration.ofMillis(400));
        assertEquals(List.of(), evicted);
        timer.advance(Duration.ofMillis(200));
        assertEquals(List.of("standing", "standing too"), evicted);
        assertEquals(List.of("hungry"), resumed);
        timer.advance(Duration.ofMinutes(1));
        assertEquals(2, evicted.size());
        assertEquals(0, timer.pending());
    }

    @Test
    void noHolderStarvesForever() {
        owner("moving", 50);
        owner("moving too", 27);
        budget.addPaused(owner("hungry", 4));
        timer.advance(Duration.ofMillis(1_900));
        assertEquals(List.of(), evicted);
        timer.advance(Duration.ofMillis(200));
        assertEquals(List.of("moving"), evicted);
        assertEquals(List.of("hungry"), resumed);
    }

    /** A resumed connection may hold next to nothing, and need no more, for an arbitrary time. */
    @Test
    void resumedHoldersDoNotKeepOthersStarving() {
        Owner holder = owner("holder", 76);
        for (String name : List.of("a", "b", "c", "d", "e")) {
            budget.addPaused(owner(name, 1));
        }
        holder.holds(0);
        assertEquals(List.of("a", "b"), resumed, "each is expected to need 64 KiB");
        timer.advance(Duration.ofMillis(1_900));
        assertEquals(List.of("a", "b"), resumed);
        timer.advance(Duration.ofMillis(700));
        assertEquals(List.of("a", "b", "c", "d"), resumed);
        timer.advance(Duration.ofSeconds(2));
        assertEquals(List.of("a", "b", "c", "d", "e"), resumed);
        assertEquals(List.of(), evicted);
        timer.advance(Duration.ofMinutes(1));
        assertEquals(0, timer.pending());
    }

    @Test
    void nothingIsEvictedWithoutALimit() {
        MemoryBudget unlimited = new MemoryBudget(Long.MAX_VALUE, timer, "a test");
        Owner large = new Owner("large");
        large.charged = Integer.MAX_VALUE;
        unlimited.charged(large, 0, Integer.MAX_VALUE);
        assertTrue(unlimited.grants(Integer.MAX_VALUE));
        assertTrue(unlimited.ample());
        assertEquals(List.of(), evicted);
    }

    @Test
    void shedReleasesHalf() {
        owner("a", 20);
        owner("b", 30);
        owner("c", 10);
        budget.closeLargest();
        assertEquals(List.of("b"), evicted);
    }
}

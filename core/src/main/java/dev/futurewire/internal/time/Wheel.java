package dev.futurewire.internal.time;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel (Varghese and Lauck, 1987). Setting, moving and cancelling an alarm is O(1), and so is
 * finding that none is due. It has neither a thread nor a lock; {@link #advance} sets its time.
 *
 * <p>A slot of level 0 spans one tick, a slot of level n a whole turn of level n - 1. When level 0 completes a turn,
 * the next slot of level 1 is distributed over it, and so on upwards. Alarms beyond the last level wait in its farthest
 * slot and are inserted again when that slot is reached.
 */
final class Wheel {
    /**
     * Binary logarithm of the slots in a level: 256 slots. With a tick of 10 ms, level 1 reaches eleven minutes in
     * slots of 2.6 s, so a deadline of minutes is moved once, and few are moved together.
     */
    private static final int BITS = 8;

    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 4;

    private final long tickNanos;
    private final long origin;
    private final Slot[][] levels = new Slot[LEVELS][SLOTS];
    private long tick;
    private int size;

    Wheel(long tickNanos, long origin) {
        this.tickNanos = tickNanos;
        this.origin = origin;
        for (Slot[] level : levels) {
            for (int i = 0; i < SLOTS; i++) {
                level[i] = new Slot();
            }
        }
    }

    int size() {
        return size;
    }

    void set(Alarm alarm, long deadline) {
        remove(alarm);
        alarm.deadline = deadline;
        insert(alarm, tick + 1);
        size++;
    }

    boolean remove(Alarm alarm) {
        Alarm previous = alarm.previous;
        Alarm next = alarm.next;
        if (previous == null || next == null) {
            return false;
        }
        previous.next = next;
        next.previous = previous;
        alarm.previous = null;
        alarm.next = null;
        size--;
        return true;
    }

    /**
     * Advances the time.
     *
     * @param now the new time
     * @param due receives the alarms that are due, in the order of their ticks
     */
    void advance(long now, List<Alarm> due) {
        long target = Math.floorDiv(now - origin, tickNanos);
        while (tick < target) {
            long next = size == 0 ? target : Math.min(nextTick(), target);
            tick = next;
            cascade();
            Slot slot = levels[0][(int) tick & (SLOTS - 1)];
            for (Alarm alarm = slot.pop(); alarm != null; alarm = slot.pop()) {
                size--;
                add(alarm, due);
            }
        }
    }

    /** Adds an alarm to the list. If memory runs out, the alarm is due again at the next tick. */
    private void add(Alarm alarm, List<Alarm> due) {
        try {
            due.add(alarm);
        } catch (OutOfMemoryError noMemory) {
            insert(alarm, tick + 1);
            size++;
            throw noMemory;
        }
    }

    /**
     * Returns when to call {@link #advance} next.
     *
     * @return a time not later than the tick of the first alarm, or {@code Long.MAX_VALUE} if none is set
     */
    long nextWakeUp() {
        return size == 0 ? Long.MAX_VALUE : origin + nextTick() * tickNanos;
    }

    /** Returns the first tick that reaches a slot that is not empty. */
    private long nextTick() {
        long first = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            int shift = BITS * level;
            long unit = tick >>> shift;
            for (int i = 1; i <= SLOTS; i++) {
                if (!levels[level][(int) (unit + i) & (SLOTS - 1)].isEmpty()) {
                    first = Math.min(first, (unit + i) << shift);
                    break;
                }
            }
        }
        return first;
    }

    private void cascade() {
        for (int level = 1; level < LEVELS && (tick & ((1L << (BITS * level)) - 1)) == 0; level++) {
            Slot slot = levels[level][(int) (tick >>> (BITS * level)) & (SLOTS - 1)];
            Alarm alarm = slot.popAll();
            while (alarm != null) {
                Alarm following = alarm.next;
                alarm.next = null;
                insert(alarm, tick);
                alarm = following;
            }
        }
    }

    private void insert(Alarm alarm, long earliest) {
        // Rounded up, so that no alarm runs early.
        long due = Math.max(earliest, -Math.floorDiv(-(alarm.deadline - origin), tickNanos));
        long distance = due - tick;
        for (int level = 0; level < LEVELS; level++) {
            if (distance < (1L << (BITS * (level + 1))) || level == LEVELS - 1) {
                long reach = (1L << (BITS * (level + 1))) - 1;
                long at = distance <= reach ? due : tick + reach;
                levels[level][(int) (at >>> (BITS * level)) & (SLOTS - 1)].push(alarm);
                return;
            }
        }
    }

    /** A circular list of alarms; the slot itself is the head. */
    private static final class Slot extends Alarm {
        Slot() {
            previous = this;
            next = this;
        }

        boolean isEmpty() {
            return next == this;
        }

        void push(Alarm alarm) {
            Alarm last = previous;
            alarm.previous = last;
            alarm.next = this;
            if (last != null) {
                last.next = alarm;
            }
            previous = alarm;
        }

        @Nullable
        Alarm pop() {
            Alarm first = next;
            if (first == this || first == null) {
                return null;
            }
            Alarm second = first.next;
            next = second;
            if (second != null) {
                second.previous = this;
            }
            first.previous = null;
            first.next = null;
            return first;
        }

        /** Empties the list. The alarms stay linked by {@code next}; the last one's is null. */
        @Nullable
        Alarm popAll() {
            Alarm first = next;
            Alarm last = previous;
            if (first == this || first == null || last == null) {
                return null;
            }
            last.next = null;
            next = this;
            previous = this;
            return first;
        }

        @Override
        protected void fire() {
            throw new AssertionError("a slot is not an alarm");
        }
    }
}

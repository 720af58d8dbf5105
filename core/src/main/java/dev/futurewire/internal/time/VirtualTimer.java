package dev.futurewire.internal.time;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeSet;

/**
 * The timer of a simulation. Its time stands still until {@link #advanceTo} moves it, and its alarms are exact: one is due at its
 * deadline, and alarms with the same deadline are due in the order in which they were set. Thread-safe.
 */
public final class VirtualTimer implements Timer {
    /** The time at the start: one hour, so that no deadline is zero. */
    public static final long START = 3_600_000_000_000L;

    private final TreeSet<Entry> entries = new TreeSet<>();
    private final IdentityHashMap<Alarm, Entry> byAlarm = new IdentityHashMap<>();
    private long now = START;
    private long nextSequence;

    private record Entry(long deadline, long sequence, Alarm alarm) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int order = Long.compare(deadline, other.deadline);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized void set(Alarm alarm, long deadline) {
        cancel(alarm);
        Entry entry = new Entry(deadline, nextSequence++, alarm);
        entries.add(entry);
        byAlarm.put(alarm, entry);
    }

    @Override
    public synchronized void cancel(Alarm alarm) {
        Entry known = byAlarm.remove(alarm);
        if (known != null) {
            entries.remove(known);
        }
    }

    @Override
    public synchronized int pending() {
        return entries.size();
    }

    /**
     * Returns when the first alarm is due.
     *
     * @return a time that is not before {@link #now()}, or {@link Nanos#NEVER} if no alarm is set
     */
    public synchronized long nextDue() {
        return entries.isEmpty() ? Nanos.NEVER : Math.max(now, entries.first().deadline);
    }

    /**
     * Moves the time and takes the alarms that are due.
     *
     * @param time the new time, not before the current one
     * @return fires the alarms, in the order of their deadlines
     */
    public synchronized List<Runnable> advanceTo(long time) {
        now = Math.max(now, time);
        List<Runnable> due = new ArrayList<>();
        while (!entries.isEmpty() && entries.first().deadline <= now) {
            due.add(take()::fire);
        }
        return due;
    }

    /**
     * Takes all alarms, due or not, because the simulation ends.
     *
     * @return abandons the alarms, in the order of their deadlines
     */
    public synchronized List<Runnable> abandonAll() {
        List<Runnable> all = new ArrayList<>();
        while (!entries.isEmpty()) {
            all.add(take()::abandon);
        }
        return all;
    }

    private Alarm take() {
        Alarm alarm = entries.first().alarm;
        cancel(alarm);
        return alarm;
    }
}

package dev.futurewire.internal.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** An alarm fires once, never early and at most a tick late, whatever alarms were set, moved and cancelled before. */
final class WheelProperties {
    private static final long TICK = 10;
    private static final int ALARMS = 6;

    /**
     * An action on one of the alarms, and the time that passes afterwards.
     *
     * @param alarm which
     * @param taken whether it is taken back, else it is set
     * @param in for when
     * @param pass how much time passes
     */
    record Act(int alarm, boolean taken, long in, long pass) {}

    /** An alarm that records its deadline; 0 if it is not set. */
    private static final class Due extends Alarm {
        long at;

        @Override
        protected void fire() {
            throw new AssertionError("the wheel must not fire alarms itself");
        }
    }

    /** Times from less than a tick to several revolutions of the wheel. */
    @Provide
    Arbitrary<Act> acts() {
        Arbitrary<Long> times = Arbitraries.integers()
                .between(0, 45)
                .flatMap(bits -> Arbitraries.longs().between(0, 1L << bits));
        Arbitrary<Boolean> taken = Arbitraries.integers().between(0, 5).map(n -> n == 0);
        return Combinators.combine(Arbitraries.integers().between(0, ALARMS - 1), taken, times, times)
                .as(Act::new);
    }

    @Property(tries = 1000)
    void firesOnceAndInTime(@ForAll @Size(max = 40) List<@From("acts") Act> acts) {
        Wheel wheel = new Wheel(TICK, 0);
        List<Due> alarms = new ArrayList<>();
        for (int i = 0; i < ALARMS; i++) {
            alarms.add(new Due());
        }
        long now = 0;
        for (Act act : acts) {
            Due alarm = alarms.get(act.alarm());
            if (act.taken()) {
                assertEquals(alarm.at != 0, wheel.remove(alarm));
                alarm.at = 0;
            } else {
                alarm.at = now + act.in() + 1;
                wheel.set(alarm, alarm.at);
            }
            requireCount(wheel, alarms);
            now += act.pass();
            advance(wheel, alarms, now);
        }
        advance(wheel, alarms, now + (1L << 47));
        assertEquals(0, wheel.size());
    }

    private static void requireCount(Wheel wheel, List<Due> alarms) {
        assertEquals(alarms.stream().filter(each -> each.at != 0).count(), wheel.size());
        long earliest = alarms.stream()
                .filter(each -> each.at != 0)
                .mapToLong(each -> each.at)
                .min()
                .orElse(Long.MAX_VALUE - TICK);
        assertTrue(wheel.nextWakeUp() <= earliest + TICK || wheel.size() == 0, "it looks too late");
    }

    /** Otherwise a million deadlines whose alarms are moved together would block the timer for other threads at times. */
    @Example
    void distantDeadlinesAreNotExaminedUntilTheFirstIsNear() {
        long second = 1_000_000_000L;
        Wheel wheel = new Wheel(Timer.RESOLUTION_NANOS, 0);
        for (int i = 60; i <= 600; i++) {
            wheel.set(new Due(), i * second);
        }
        long look = wheel.nextWakeUp();
        assertTrue(look >= 57 * second, () -> "looks after " + look / second + " s");
        wheel.advance(look, new ArrayList<>());
        long next = wheel.nextWakeUp();
        assertTrue(next >= 60 * second, () -> "looks after " + next / second + " s");
    }

    private static void advance(Wheel wheel, List<Due> alarms, long now) {
        List<Alarm> fired = new ArrayList<>();
        wheel.advance(now, fired);
        for (Alarm each : fired) {
            Due due = (Due) each;
            assertTrue(due.at != 0, "it was not set");
            assertTrue(due.at <= now, () -> "early by " + (due.at - now));
            due.at = 0;
        }
        for (Due due : alarms) {
            assertTrue(due.at == 0 || due.at > now - TICK, () -> "late by " + (now - due.at));
        }
    }
}

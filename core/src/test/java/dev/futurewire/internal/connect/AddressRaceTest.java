package dev.futurewire.internal.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of the attempts, and which of them wins. */
final class AddressRaceTest {
    private static List<InetAddress> addresses(String... texts) {
        return Stream.of(texts)
                .map(text -> {
                    try {
                        return InetAddress.getByName(text);
                    } catch (UnknownHostException impossible) {
                        throw new AssertionError(impossible);
                    }
                })
                .toList();
    }

    private static AddressRace race(int... ports) {
        AddressRace race = new AddressRace();
        assertTrue(race.begin(java.util.Arrays.stream(ports)
                .mapToObj(port -> new InetSocketAddress("127.0.0.1", port))
                .toList()));
        return race;
    }

    @Test
    void addressFamiliesAlternateBeginningWithTheFirst() {
        assertEquals(
                addresses("::1", "10.0.0.1", "::2", "10.0.0.2", "::3"),
                AddressRace.interleaved(addresses("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")));
        assertEquals(
                addresses("10.0.0.1", "::1", "10.0.0.2"),
                AddressRace.interleaved(addresses("10.0.0.1", "10.0.0.2", "::1")));
        assertEquals(addresses("::1"), AddressRace.interleaved(addresses("::1")));
    }

    @Test
    void aLocalAddressExcludesTheOtherFamily() {
        List<InetAddress> all = addresses("::1", "10.0.0.1");
        assertEquals(addresses("10.0.0.1"), AddressRace.reachableFrom(new InetSocketAddress("127.0.0.1", 0), all));
        assertEquals(all, AddressRace.reachableFrom(new InetSocketAddress("0.0.0.0", 0), all));
        assertEquals(all, AddressRace.reachableFrom(null, all));
    }

    @Test
    void onlyTheFirstSuccessWins() {
        AddressRace race = race(1, 2, 3);
        race.next();
        race.next();
        assertTrue(race.won());
        assertFalse(race.won());
        assertNull(race.next(), "no other address is tried");
        assertFalse(race.more());
        assertFalse(race.lost(new IOException("late")));
    }

    @Test
    void failsOnlyWhenAllAttemptsHaveFailed() {
        AddressRace race = race(1, 2);
        IOException first = new IOException("first");
        IOException second = new IOException("second");
        race.next();
        assertFalse(race.lost(first));
        assertTrue(race.more());
        race.next();
        assertTrue(race.lost(second));
        assertSame(first, race.failure());
        assertSame(second, first.getSuppressed()[0]);
    }

    @Test
    void doesNotFailWhileAnAttemptIsPending() {
        AddressRace race = race(1, 2);
        race.next();
        race.next();
        assertFalse(race.lost(new IOException("one")));
        assertTrue(race.won());
    }

    @Test
    void startsNoAttemptAfterCancellation() {
        AddressRace race = new AddressRace();
        assertTrue(race.end());
        assertFalse(race.begin(List.of(new InetSocketAddress("127.0.0.1", 1))));
        assertNull(race.next());
    }
}

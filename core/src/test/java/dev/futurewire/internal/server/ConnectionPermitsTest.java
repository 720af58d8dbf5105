package dev.futurewire.internal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which waiting loop gets a released permit. */
final class ConnectionPermitsTest {
    private final ConnectionPermits permits = new ConnectionPermits(2);
    private final List<String> granted = new ArrayList<>();
    private final ConnectionPermits.Waiter first = () -> granted.add("first");
    private final ConnectionPermits.Waiter second = () -> granted.add("second");

    private void takeAll() {
        assertTrue(permits.take());
        assertTrue(permits.takeOrWait(first));
        assertFalse(permits.take());
    }

    @Test
    void releasedPermitsGoToTheWaitersInOrder() {
        takeAll();
        assertFalse(permits.takeOrWait(first));
        assertFalse(permits.takeOrWait(second));
        assertFalse(permits.takeOrWait(first), "it waits already");
        permits.release();
        assertEquals(List.of("first"), granted);
        assertFalse(permits.takeOrWait(first), "the next permit is the other waiter's");
        permits.release();
        permits.release();
        assertEquals(List.of("first", "second", "first"), granted);
        assertFalse(permits.take());
    }

    @Test
    void aPermitWithoutWaitersIsFree() {
        takeAll();
        permits.release();
        assertTrue(permits.take());
        assertFalse(permits.take());
    }

    @Test
    void aWithdrawnWaiterGetsNoPermit() {
        takeAll();
        assertFalse(permits.takeOrWait(first));
        permits.cancel(first);
        permits.release();
        assertEquals(List.of(), granted);
        assertTrue(permits.take());
    }

    @Test
    void aKeptPermitGoesToTheNextRequest() {
        takeAll();
        assertFalse(permits.takeOrWait(first));
        assertFalse(permits.takeOrWait(second));
        permits.putBack();
        assertEquals(List.of(), granted);
        assertTrue(permits.takeOrWait(second));
        permits.release();
        assertEquals(List.of("first"), granted, "the other one no longer waits");
        permits.release();
        assertEquals(List.of("first"), granted);
    }
}

package dev.futurewire.internal.connect;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State of a race between the addresses of a host: Happy Eyeballs version 2 (RFC 8305), without sockets and timers. The first
 * address to connect wins. The next attempt starts when one fails, or {@link #DELAY_NANOS} after the previous one started.
 * Thread-safe.
 */
final class AddressRace {
    /** Delay between attempts: 250 ms, as RFC 8305 recommends. */
    static final long DELAY_NANOS = 250_000_000L;

    private final Deque<SocketAddress> left = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int running;
    private boolean over;

    /** Sets the addresses; false if the race is over already. */
    synchronized boolean begin(List<? extends SocketAddress> addresses) {
        left.addAll(addresses);
        return !over;
    }

    /**
     * Returns addresses in the order of the attempts: address families alternate, beginning with that of the first address;
     * the order within a family is kept.
     */
    static List<InetAddress> interleaved(List<InetAddress> addresses) {
        Deque<InetAddress> one = new ArrayDeque<>();
        Deque<InetAddress> other = new ArrayDeque<>();
        for (InetAddress address : addresses) {
            boolean sameFamily = address.getAddress().length == addresses.get(0).getAddress().length;
            (sameFamily ? one : other).add(address);
        }
        List<InetAddress> order = new ArrayList<>(addresses.size());
        while (!one.isEmpty() || !other.isEmpty()) {
            for (Deque<InetAddress> family : Arrays.asList(one, other)) {
                InetAddress next = family.poll();
                if (next != null) {
                    order.add(next);
                }
            }
        }
        return order;
    }

    /** Returns the addresses of the local address's family, or all if there are none or no local address is given. */
    static List<InetAddress> reachableFrom(@Nullable InetSocketAddress local, List<InetAddress> addresses) {
        if (local == null || local.getAddress() == null || local.getAddress().isAnyLocalAddress()) {
            return addresses;
        }
        int length = local.getAddress().getAddress().length;
        List<InetAddress> fit = addresses.stream()
                .filter(address -> address.getAddress().length == length)
                .toList();
        return fit.isEmpty() ? addresses : fit;
    }

    /** Starts an attempt; returns its address, or null if none is left or the race is over. */
    synchronized @Nullable SocketAddress next() {
        SocketAddress address = over ? null : left.poll();
        if (address != null) {
            running++;
        }
        return address;
    }

    /** Returns whether another attempt can start. */
    synchronized boolean more() {
        return !over && !left.isEmpty();
    }

    /** Records a failed attempt; true if all have failed, see {@link #failure()}. */
    synchronized boolean lost(Throwable failure) {
        running--;
        failures.add(failure);
        boolean last = !over && running == 0 && left.isEmpty();
        over |= last;
        return last;
    }

    /** Records a successful attempt; true if it wins, false if the race is over. */
    boolean won() {
        return end();
    }

    /** Ends the race; true if it was not over. */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    synchronized boolean over() {
        return over;
    }

    /** Returns the failure of the first attempt that failed, with the others suppressed in it. */
    synchronized Throwable failure() {
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        return first;
    }
}

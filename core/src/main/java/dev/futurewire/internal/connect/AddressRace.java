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
 * Several addresses of one host, of which the first that answers wins: Happy Eyeballs version 2 (RFC 8305), without
 * sockets and without a clock. The next address is tried when one has failed, or {@link #DELAY_NANOS} after the one before
 * it was tried. Any thread.
 */
final class AddressRace {
    /** How long one attempt is alone before the next begins beside it: RFC 8305's recommended 250 ms. */
    static final long DELAY_NANOS = 250_000_000L;

    private final Deque<SocketAddress> left = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int running;
    private boolean over;

    /** Says which addresses there are; false if it was given up in the meantime. */
    synchronized boolean begin(List<? extends SocketAddress> addresses) {
        left.addAll(addresses);
        return !over;
    }

    /**
     * The addresses of a host in the order in which they are tried: the families take turns, beginning with that of the
     * first; within a family the order stays.
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

    /** Those that can be reached from a local address: of its family. All if it is of none. */
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

    /** An attempt is to begin: where to; null if there is nowhere left or it is over. */
    synchronized @Nullable SocketAddress next() {
        SocketAddress address = over ? null : left.poll();
        if (address != null) {
            running++;
        }
        return address;
    }

    /** Whether another attempt can begin. */
    synchronized boolean more() {
        return !over && !left.isEmpty();
    }

    /** An attempt has failed; true if it was the last, and with it all have: {@link #failure()} is the whole's. */
    synchronized boolean lost(Throwable failure) {
        running--;
        failures.add(failure);
        boolean last = !over && running == 0 && left.isEmpty();
        over |= last;
        return last;
    }

    /** An attempt has succeeded; true if it is the first, false if it came too late. */
    boolean won() {
        return end();
    }

    /** It is given up; true if it was not over. */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    synchronized boolean over() {
        return over;
    }

    /** The first attempt's failure, the others suppressed in it. */
    synchronized Throwable failure() {
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        return first;
    }
}

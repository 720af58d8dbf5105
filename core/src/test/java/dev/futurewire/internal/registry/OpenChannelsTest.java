package dev.futurewire.internal.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ChannelOptions;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.time.ManualTimer;
import dev.futurewire.internal.transport.MemoryTransport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The registry contains exactly the open connections. */
final class OpenChannelsTest {
    private static final int STEPS = 10_000;

    private final OpenChannels open = new OpenChannels();
    private final ManualLoop loop = new ManualLoop(new ManualTimer());

    private StreamChannel channel() {
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, 1);
        return StreamChannel.open(pair.server(), loop, ChannelOptions.defaults());
    }

    @Test
    void behavesAsASet() {
        Random random = new Random(5);
        Set<StreamChannel> expected = new HashSet<>();
        List<StreamChannel> inside = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            if (inside.isEmpty() || random.nextInt(100) < 52) {
                StreamChannel channel = channel();
                open.add(channel);
                expected.add(channel);
                inside.add(channel);
            } else {
                StreamChannel channel = inside.remove(random.nextInt(inside.size()));
                open.unregister(channel);
                expected.remove(channel);
                assertFalse(open.contains(channel));
            }
            assertEquals(expected.size(), open.size());
        }
        assertEquals(expected, new HashSet<>(open));
        assertEquals(expected.size(), new ArrayList<>(open).size());
        assertTrue(open.containsAll(expected));
    }

    @Test
    void removingTwiceRemovesOnce() {
        StreamChannel first = channel();
        StreamChannel second = channel();
        open.add(first);
        open.add(second);
        open.unregister(first);
        open.unregister(first);
        assertEquals(List.of(second), new ArrayList<>(open));
        assertFalse(open.contains(channel()));
    }

    @Test
    void iterationSeesTheConnectionsPresentAtItsStart() {
        StreamChannel first = channel();
        StreamChannel second = channel();
        open.add(first);
        open.add(second);
        Iterator<StreamChannel> each = open.iterator();
        open.unregister(first);
        open.add(channel());
        List<StreamChannel> seen = new ArrayList<>();
        each.forEachRemaining(seen::add);
        assertEquals(List.of(first, second), seen);
    }
}

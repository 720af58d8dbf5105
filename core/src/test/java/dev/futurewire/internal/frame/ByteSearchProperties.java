package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The search by words finds the same as a simple loop. */
final class ByteSearchProperties {
    /** Bytes around the wanted one, and around its neighbours in the arithmetic of whole words. */
    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.of((byte) 9, (byte) 10, (byte) 11, (byte) 0, (byte) 0x8a, (byte) 0x80, (byte) 0xff, (byte) 1)
                .array(byte[].class)
                .ofMaxSize(40);
    }

    @Property(tries = 5000)
    void findsTheFirst(@ForAll("bytes") byte[] bytes, @ForAll int seed, @ForAll byte wanted) {
        int from = Math.floorMod(seed, bytes.length + 1);
        int to = from + Math.floorMod(seed >>> 8, bytes.length + 1 - from);
        int expected = -1;
        int count = 0;
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == wanted) {
                expected = i;
                count++;
            }
        }
        assertEquals(expected, ByteSearch.indexOf(bytes, from, to, wanted));
        assertEquals(count, ByteSearch.count(bytes, from, to, wanted));
    }

    @Property(tries = 3000)
    void findsLineFeeds(@ForAll("bytes") byte[] bytes, @ForAll int seed) {
        findsTheFirst(bytes, seed, (byte) '\n');
    }
}

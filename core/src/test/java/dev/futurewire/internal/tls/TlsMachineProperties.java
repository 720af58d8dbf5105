package dev.futurewire.internal.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.TlsTruncatedException;
import dev.futurewire.support.TestTls;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Two real engines whose records arrive in chunks of any size. */
class TlsMachineProperties {
    private static final int MOST = 40_000;

    /** One end and the bytes in transit to it. */
    private static final class End {
        final TlsMachine machine;
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer arriving = ByteBuffer.allocate(0);
        ByteBuffer arrived = ByteBuffer.allocate(0);
        ByteBuffer sending = ByteBuffer.allocate(0);
        final ByteBuffer records = ByteBuffer.allocate(64 * 1024);
        final ByteBuffer plaintext = ByteBuffer.allocate(64 * 1024);
        int mayArrive = Integer.MAX_VALUE;
        int rounds;

        End(TlsMachine machine) {
            this.machine = machine;
        }

        void arrive(ByteBuffer more) {
            arriving = joined(arriving, more);
        }

        /** Delivers a few of the bytes in transit. */
        boolean take(Random random, int most) {
            int count = Math.min(Math.min(arriving.remaining(), mayArrive), 1 + random.nextInt(most));
            if (count == 0) {
                return false;
            }
            ByteBuffer piece = arriving.slice(arriving.position(), count);
            arriving.position(arriving.position() + count);
            mayArrive -= count;
            arrived = joined(arrived, piece);
            return true;
        }

        /** Runs the machine; its output is in transit to the other end. */
        boolean move(End other) throws SSLException {
            rounds++;
            Runnable task = machine.task();
            if (task != null) {
                task.run();
                return true;
            }
            records.clear();
            plaintext.clear();
            int taken = machine.wrap(sending, records);
            records.flip();
            boolean any = taken > 0 || records.hasRemaining();
            other.arrive(records);
            int before = arrived.remaining();
            int count = machine.unwrap(arrived, plaintext);
            received.write(plaintext.array(), 0, count);
            return any || count > 0 || arrived.remaining() != before || machine.task() != null || machine.wantsWrap();
        }
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.remaining());
        return all.put(first).put(second).flip();
    }

    private static End[] ends(boolean tls13) throws SSLException {
        String protocol = tls13 ? "TLSv1.3" : "TLSv1.2";
        TlsMachine client = new TlsMachine(
                TlsEngines.client(
                        TestTls.build(TestTls.client(protocol).serverName("localhost")),
                        new InetSocketAddress("127.0.0.1", 1)),
                true);
        TlsMachine server = new TlsMachine(TlsEngines.server(TestTls.build(TestTls.server(protocol))), true);
        client.begin();
        server.begin();
        return new End[] {new End(client), new End(server)};
    }

    /** Runs both ends until neither makes progress. */
    private static void run(End client, End server, Random random, int piece) throws SSLException {
        boolean moved = true;
        while (moved) {
            moved = client.take(random, piece);
            moved |= server.take(random, piece);
            moved |= client.move(server);
            moved |= server.move(client);
        }
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Property(tries = 40)
    void everythingArrivesHoweverRecordsAreSplit(
            @ForAll boolean tls13,
            @ForAll long seed,
            @ForAll @IntRange(min = 200, max = 20_000) int piece,
            @ForAll @IntRange(max = MOST) int up,
            @ForAll @IntRange(max = MOST) int down)
            throws SSLException {
        Random random = new Random(seed);
        End[] ends = ends(tls13);
        End client = ends[0];
        End server = ends[1];
        byte[] request = bytes(random, up);
        byte[] response = bytes(random, down);
        client.sending = ByteBuffer.wrap(request);
        server.sending = ByteBuffer.wrap(response);
        run(client, server, random, piece);
        client.machine.closeOutput();
        run(client, server, random, piece);
        assertTrue(server.machine.inputEnded());
        server.machine.closeOutput();
        run(client, server, random, piece);
        assertTrue(client.machine.inputEnded());
        client.machine.endOfInput();
        server.machine.endOfInput();
        assertArrayEquals(request, server.received.toByteArray());
        assertArrayEquals(response, client.received.toByteArray());
        // An engine is called a few times for each delivery of bytes, and for each record: no spinning.
        long most = 8L * (client.rounds + server.rounds) + 2L * (up + down) / TlsMachine.MAX_FRAGMENT + 64;
        assertTrue(
                client.machine.steps() + server.machine.steps() <= most,
                () -> client.machine.steps() + " and " + server.machine.steps() + " steps, at most " + most);
    }

    @Property(tries = 60)
    void anEndAtAnyOffsetIsCleanOrATruncation(
            @ForAll boolean tls13, @ForAll long seed, @ForAll @IntRange(max = 6_000) int offset) throws SSLException {
        Random random = new Random(seed);
        End[] ends = ends(tls13);
        End client = ends[0];
        End server = ends[1];
        byte[] text = bytes(random, 2_000);
        client.sending = ByteBuffer.wrap(text);
        server.mayArrive = offset;
        run(client, server, random, 1_000);
        if (client.machine.established()) {
            client.machine.closeOutput();
            run(client, server, random, 1_000);
        }
        boolean whole = server.machine.inputEnded();
        if (whole) {
            server.machine.endOfInput();
            assertArrayEquals(text, server.received.toByteArray());
        } else {
            assertThrows(TlsTruncatedException.class, server.machine::endOfInput);
            byte[] got = server.received.toByteArray();
            assertArrayEquals(Arrays.copyOf(text, got.length), got);
        }
        assertTrue(whole || server.mayArrive == 0, "a complete stream was reported as truncated");
    }

    /** In TLS 1.2 close_notify of the peer ends both directions. */
    @Example
    void outputQueuedForTheSessionIsSentThoughThePeerEndsAtOnce() throws SSLException {
        Random random = new Random(1);
        End[] ends = ends(false);
        End client = ends[0];
        End server = ends[1];
        byte[] waiting = bytes(random, 100);
        client.sending = ByteBuffer.wrap(waiting);
        while (!server.machine.established()) {
            client.take(random, MOST);
            server.take(random, MOST);
            client.move(server);
            server.move(client);
        }
        server.machine.closeOutput();
        server.move(client);
        assertFalse(client.machine.established(), "the session and its end are to arrive together");
        run(client, server, random, MOST);
        assertTrue(client.machine.inputEnded());
        assertArrayEquals(waiting, server.received.toByteArray());
    }
}

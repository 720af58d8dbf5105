package dev.futurewire.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.ProxyHeader;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any header in any chunks is parsed exactly; anything else is rejected after a bounded number of bytes. */
class HeaderParserProperties {
    private static final SocketAddress PROXY = new InetSocketAddress("127.0.0.1", 4711);
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);

    /** A header as bytes, and its expected content. */
    record Sample(byte[] bytes, InetSocketAddress source, InetSocketAddress destination, List<byte[]> values) {}

    @Provide
    Arbitrary<Sample> headers() {
        return Arbitraries.oneOf(lines(4), lines(16), blocks(4), blocks(16));
    }

    private static Arbitrary<InetSocketAddress> endpoints(int length) {
        Arbitrary<byte[]> addresses = Arbitraries.bytes().array(byte[].class).ofSize(length);
        return Combinators.combine(addresses, Arbitraries.integers().between(0, 65_535))
                .as((address, port) -> new InetSocketAddress(of(address), port))
                .filter(endpoint -> endpoint.getAddress().getAddress().length == length);
    }

    private static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Arbitrary<Sample> lines(int length) {
        return Combinators.combine(endpoints(length), endpoints(length)).as((source, destination) -> {
            String line = "PROXY " + (length == 4 ? "TCP4 " : "TCP6 ")
                    + source.getAddress().getHostAddress() + " "
                    + destination.getAddress().getHostAddress() + " " + source.getPort() + " " + destination.getPort()
                    + "\r\n";
            return new Sample(line.getBytes(ISO_8859_1), source, destination, List.of());
        });
    }

    private static Arbitrary<Sample> blocks(int length) {
        Arbitrary<List<byte[]>> values =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).list().ofMaxSize(5);
        return Combinators.combine(endpoints(length), endpoints(length), values)
                .as((source, destination, extensions) -> new Sample(
                        block(0x21, length == 4 ? 0x11 : 0x21, payload(source, destination, extensions)),
                        source,
                        destination,
                        extensions));
    }

    private static byte[] payload(InetSocketAddress source, InetSocketAddress destination, List<byte[]> extensions) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(source.getAddress().getAddress());
        out.writeBytes(destination.getAddress().getAddress());
        number(out, source.getPort());
        number(out, destination.getPort());
        for (int i = 0; i < extensions.size(); i++) {
            out.write(0xE0 + i);
            number(out, extensions.get(i).length);
            out.writeBytes(extensions.get(i));
        }
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static byte[] block(int command, int family, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(command);
        out.write(family);
        number(out, payload.length);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Feeds pieces of random sizes up to one; the rest stays in the buffer. */
    private static ProxyHeader parse(ByteBuffer input, long seed, int largest) throws MalformedHeaderException {
        HeaderParser parser = new HeaderParser(PROXY);
        Random random = new Random(seed);
        while (input.hasRemaining() && parser.header() == null) {
            int piece = Math.min(1 + random.nextInt(largest), input.remaining());
            ByteBuffer slice = input.slice(input.position(), piece);
            parser.feed(slice);
            input.position(input.position() + slice.position());
        }
        return parser.header();
    }

    private static void assertSays(Sample sample, ProxyHeader header) {
        assertNotNull(header);
        assertEquals(PROXY, header.proxy());
        assertEquals(sample.source, header.source());
        assertEquals(sample.destination, header.destination());
        assertEquals(sample.values.size(), header.extensions().size());
        for (int i = 0; i < sample.values.size(); i++) {
            assertEquals(0xE0 + i, header.extensions().get(i).type());
            assertArrayEquals(sample.values.get(i), header.extensions().get(i).value());
        }
    }

    @Property
    void isParsedInAnyChunksAndNotBeyondItsEnd(
            @ForAll("headers") Sample sample, @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int largest)
            throws MalformedHeaderException {
        byte[] more = {'P', '\r', '\n'};
        ByteBuffer input = ByteBuffer.allocate(sample.bytes.length + more.length)
                .put(sample.bytes)
                .put(more)
                .flip();
        assertSays(sample, parse(input, seed, largest));
        assertEquals(more.length, input.remaining());
    }

    @Property
    void neverNeedsBytesBeyondTheHeader(@ForAll("headers") Sample sample) throws MalformedHeaderException {
        HeaderParser parser = new HeaderParser(PROXY);
        int at = 0;
        while (parser.header() == null) {
            int needed = parser.needed();
            assertTrue(needed > 0 && at + needed <= sample.bytes.length, () -> "asks for " + needed + " too many");
            parser.feed(ByteBuffer.wrap(sample.bytes, at, needed));
            at += needed;
        }
        assertEquals(0, parser.needed());
        assertEquals(sample.bytes.length, at);
        assertSays(sample, parser.header());
    }

    @Property
    void isNotCompleteBeforeItsLastByte(@ForAll("headers") Sample sample, @ForAll long seed)
            throws MalformedHeaderException {
        int cut = new Random(seed).nextInt(sample.bytes.length);
        assertNull(parse(ByteBuffer.wrap(sample.bytes, 0, cut), seed, 50));
    }

    @Property
    void arbitraryBytesAreRejectedAfterABoundedNumber(
            @ForAll @Size(max = 6_000) byte[] bytes, @ForAll long seed, @ForAll boolean begun) {
        // Half of them start with a valid prefix.
        byte[] start = !begun ? new byte[0] : (seed & 1) == 0 ? "PROXY ".getBytes(ISO_8859_1) : SIGNATURE;
        ByteBuffer input = ByteBuffer.allocate(start.length + bytes.length)
                .put(start)
                .put(bytes)
                .flip();
        int all = input.remaining();
        try {
            ProxyHeader header = parse(input, seed, 100);
            int read = all - input.remaining();
            assertTrue(read <= 16 + HeaderParser.MAX_PAYLOAD, () -> read + " bytes");
            assertTrue(header != null || !input.hasRemaining());
        } catch (MalformedHeaderException refused) {
            assertNotNull(refused.getMessage());
        }
    }

    private static ProxyHeader parse(String text) throws MalformedHeaderException {
        return parse(ByteBuffer.wrap(text.getBytes(ISO_8859_1)), 7, 1);
    }

    @Example
    void malformedLinesAreRejected() {
        List<String> accepted = new ArrayList<>();
        for (String line : List.of(
                "GET / HTTP/1.1\r\n",
                "PROXY\r\n",
                "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
                "PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n",
                "PROXY TCP4 localhost 1.2.3.4 1 2\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP6 ::g ::1 1 2\r\n",
                "PROXY TCP6 fe80::1%lo ::1 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX\n",
                "PROXY UNKNOWN " + "x".repeat(93) + "\r\n")) {
            try {
                parse(line);
                accepted.add(line);
            } catch (MalformedHeaderException refused) {
                // As expected.
            }
        }
        assertEquals(List.of(), accepted);
    }

    @Example
    void theLongestLineIsAccepted() throws MalformedHeaderException {
        ProxyHeader header = parse("PROXY UNKNOWN " + "x".repeat(91) + "\r\n");
        assertNull(header.source());
        assertEquals(1, header.version());
        assertNull(parse("PROXY UNKNOWN\r\n").source());
    }

    @Example
    void malformedBlocksAreRejected() {
        byte[] oneTooFew = new byte[11];
        byte[] cutExtension = new byte[12 + 3];
        cutExtension[14] = 1;
        byte[] halfExtension = new byte[12 + 2];
        for (byte[] block : List.of(
                block(0x11, 0x11, new byte[12]),
                block(0x22, 0x11, new byte[12]),
                block(0x21, 0x11, oneTooFew),
                block(0x21, 0x21, new byte[35]),
                block(0x21, 0x31, new byte[215]),
                block(0x21, 0x11, cutExtension),
                block(0x21, 0x11, halfExtension),
                block(0x21, 0x11, new byte[HeaderParser.MAX_PAYLOAD + 1]))) {
            assertThrows(MalformedHeaderException.class, () -> parse(ByteBuffer.wrap(block), 3, 5));
        }
    }

    @Example
    void localAndNonTcpHeadersHaveNoAddresses() throws MalformedHeaderException {
        for (byte[] block : List.of(
                block(0x20, 0x00, new byte[0]),
                block(0x20, 0x11, new byte[5]),
                block(0x21, 0x00, new byte[0]),
                block(0x21, 0x31, new byte[216]),
                block(0x21, 0x12, new byte[12]))) {
            ProxyHeader header = parse(ByteBuffer.wrap(block), 3, 5);
            assertNotNull(header);
            assertEquals(2, header.version());
            assertNull(header.source());
        }
    }

    @Example
    void anExcessiveLengthIsRejectedBeforeItsBytesArrive() {
        byte[] block = block(0x21, 0x11, new byte[HeaderParser.MAX_PAYLOAD + 1]);
        HeaderParser parser = new HeaderParser(PROXY);
        assertThrows(MalformedHeaderException.class, () -> parser.feed(ByteBuffer.wrap(block, 0, 16)));
    }
}

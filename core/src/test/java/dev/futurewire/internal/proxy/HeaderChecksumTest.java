package dev.futurewire.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.ProxyHeader;
import dev.futurewire.ServerOptions;
import dev.futurewire.support.Await;
import dev.futurewire.support.LoopbackServer;
import dev.futurewire.support.TcpPeer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A PROXY header of version 2 is accepted only if its checksum is correct. */
final class HeaderChecksumTest {
    private static final int CHECKSUM = 0x03;
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);

    private static byte[] extension(int type, byte... value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        out.write(value.length >> 8);
        out.write(value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    /** A header of a client of IPv4 with these extensions. */
    private static byte[] header(byte[]... extensions) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(new byte[] {(byte) 203, 0, 113, 7, (byte) 192, 0, 2, 1, 0x12, 0x67, 1, (byte) 0xbb});
        for (byte[] each : extensions) {
            payload.writeBytes(each);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(0x21);
        out.write(0x11);
        out.write(payload.size() >> 8);
        out.write(payload.size());
        out.writeBytes(payload.toByteArray());
        return out.toByteArray();
    }

    /** Replaces four zeros with the checksum. */
    private static byte[] sealed(byte[] header, int at) {
        CRC32C checksum = new CRC32C();
        checksum.update(header);
        ByteBuffer.wrap(header).putInt(at, (int) checksum.getValue());
        return header;
    }

    private static byte[] sealedBetweenOthers() {
        byte[] before = extension(ProxyHeader.AUTHORITY, "example.org".getBytes(ISO_8859_1));
        byte[] header = header(before, extension(CHECKSUM, new byte[4]), extension(ProxyHeader.UNIQUE_ID, (byte) 9));
        return sealed(header, 16 + 12 + before.length + 3);
    }

    private static ProxyHeader parse(byte[] bytes) throws MalformedHeaderException {
        HeaderParser parser = new HeaderParser(new InetSocketAddress("127.0.0.1", 4711));
        parser.feed(ByteBuffer.wrap(bytes));
        ProxyHeader header = parser.header();
        assertNotNull(header);
        return header;
    }

    @Test
    void aCorrectChecksumIsAccepted() throws MalformedHeaderException {
        ProxyHeader header = parse(sealedBetweenOthers());
        assertEquals(new InetSocketAddress("203.0.113.7", 4711), header.source());
        assertEquals(
                List.of(ProxyHeader.AUTHORITY, CHECKSUM, ProxyHeader.UNIQUE_ID),
                header.extensions().stream().map(ProxyHeader.Extension::type).toList());
    }

    @Test
    void aKnownHeaderHasItsKnownChecksum() throws MalformedHeaderException {
        // The checksum of 32 zeros is 0x8A9136AA (RFC 3720): so the class of the JDK implements the right polynomial.
        CRC32C zeros = new CRC32C();
        zeros.update(new byte[32]);
        assertEquals(0x8A9136AAL, zeros.getValue());
        assertEquals(
                1,
                parse(sealed(header(extension(CHECKSUM, new byte[4])), 31))
                        .extensions()
                        .size());
    }

    @Test
    void anyModifiedByteIsDetected() {
        byte[] right = sealedBetweenOthers();
        // After the signature, version, command and family, which are validated themselves.
        for (int i = 16; i < right.length; i++) {
            if (right[i] == CHECKSUM) {
                // An extension of another type: this header has no checksum.
                continue;
            }
            byte[] wrong = right.clone();
            wrong[i] ^= 0x04;
            assertThrows(MalformedHeaderException.class, () -> parse(wrong), "byte " + i);
        }
    }

    @Test
    void aChecksumOfAnotherLengthIsMalformed() {
        for (int length : new int[] {0, 1, 3, 5, 8}) {
            byte[] header = header(extension(CHECKSUM, new byte[length]));
            if (length >= 4) {
                sealed(header, 31);
            }
            assertThrows(MalformedHeaderException.class, () -> parse(header), "length " + length);
        }
    }

    @Test
    void theTlsExtensionMustBeConsistent() throws MalformedHeaderException {
        byte[] inner = extension(0x21, "TLSv1.3".getBytes(ISO_8859_1));
        byte[] value = new byte[5 + inner.length];
        System.arraycopy(inner, 0, value, 5, inner.length);
        assertEquals(1, parse(header(extension(0x20, value))).extensions().size());
        assertEquals(1, parse(header(extension(0x20, new byte[5]))).extensions().size());
        for (int length = 0; length < value.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(value, length);
            if (length != 5) {
                assertThrows(
                        MalformedHeaderException.class, () -> parse(header(extension(0x20, cut))), "" + cut.length);
            }
        }
    }

    @Test
    void aServerClosesAConnectionWithAWrongChecksum() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .trustedProxies(List.of("127.0.0.0/8", "::1"))
                .build();
        try (LoopbackServer server = LoopbackServer.with(
                options, channel -> channel.forEachLine(line -> channel.write(channel.remoteAddress() + "\n")))) {
            byte[] wrong = sealedBetweenOthers();
            wrong[16] ^= 1;
            try (TcpPeer forged = server.connect()) {
                forged.send(wrong);
                forged.send("hello\n");
                forged.expectPeerEnd();
            }
            AsyncServer refusing = server.server();
            Await.until("it is counted as refused", () -> refusing.snapshot().refused() == 1);
            try (TcpPeer proxied = server.connect()) {
                proxied.send(sealedBetweenOthers());
                proxied.send("hello\n");
                proxied.expectPeer("/203.0.113.7:4711\n");
            }
            assertTrue(refusing.snapshot().refused() == 1);
        }
    }
}

package dev.futurewire.internal.proxy;

import dev.futurewire.ProxyHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Parses the extensions of a version 2 header: a sequence of types, lengths and values. */
final class ExtensionParser {
    /** The type of the checksum over the whole header. */
    private static final int CHECKSUM = 0x03;

    private static final int CHECKSUM_LENGTH = 4;

    /** The type of the information about the client's TLS, with nested extensions after five bytes. */
    private static final int TLS = 0x20;

    private static final int TLS_FIXED = 5;

    /** A type and a length. */
    private static final int HEAD = 3;

    private ExtensionParser() {}

    /**
     * Parses and checks the extensions.
     *
     * @param header the whole header
     * @param from the end of the addresses
     * @param end the end of the header
     * @throws MalformedHeaderException if an extension is too long or the checksum is wrong
     */
    static List<ProxyHeader.Extension> parse(byte[] header, int from, int end) throws MalformedHeaderException {
        List<ProxyHeader.Extension> found = new ArrayList<>();
        for (int at = from; at < end; ) {
            int value = at + HEAD;
            int next = next(header, at, end);
            int type = header[at] & 0xFF;
            if (type == CHECKSUM) {
                verifyChecksum(header, value, next, end);
            } else if (type == TLS) {
                checkNested(header, value + TLS_FIXED, next);
            }
            found.add(new ProxyHeader.Extension(type, Arrays.copyOfRange(header, value, next)));
            at = next;
        }
        return found;
    }

    private static int next(byte[] header, int at, int end) throws MalformedHeaderException {
        int next = at + HEAD > end
                ? Integer.MAX_VALUE
                : at + HEAD + ((header[at + 1] & 0xFF) << 8 | (header[at + 2] & 0xFF));
        if (next > end) {
            throw new MalformedHeaderException("an extension does not fit into it");
        }
        return next;
    }

    private static void checkNested(byte[] header, int from, int end) throws MalformedHeaderException {
        if (from > end) {
            throw new MalformedHeaderException("its extension about TLS is too short");
        }
        for (int at = from; at < end; ) {
            at = next(header, at, end);
        }
    }

    /** The checksum covers the whole header, with zeros in place of itself. */
    private static void verifyChecksum(byte[] header, int from, int to, int end) throws MalformedHeaderException {
        if (to - from != CHECKSUM_LENGTH) {
            throw new MalformedHeaderException("its checksum does not have " + CHECKSUM_LENGTH + " bytes");
        }
        long expected = 0;
        for (int i = from; i < to; i++) {
            expected = expected << 8 | (header[i] & 0xFF);
        }
        CRC32C checksum = new CRC32C();
        checksum.update(header, 0, from);
        checksum.update(new byte[CHECKSUM_LENGTH]);
        checksum.update(header, to, end - to);
        if (checksum.getValue() != expected) {
            throw new MalformedHeaderException("its checksum is wrong");
        }
    }
}

package dev.futurewire.internal.proxy;

import dev.futurewire.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses one PROXY header, version 1 or 2, that arrives in pieces of any size. No sockets, no threads.
 *
 * <p>Version 1 is a line of text, {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443} and CR LF, at most 107 bytes.
 * Version 2 is a signature of 12 bytes, version and command, family, and a payload after its length: addresses, then
 * extensions of type, length and value. (The PROXY protocol, HAProxy's {@code proxy-protocol.txt}.)
 *
 * <p>{@link #needed()} never exceeds what certainly belongs to the header, so a caller that reads only that much reads nothing
 * of the following data. Malformed input is rejected at the first wrong byte, except within the address block of version 2 and
 * the words of version 1, which are checked when complete.
 */
public final class HeaderParser {
    /** The longest line of version 1 including CR LF, as the protocol defines it. */
    static final int MAX_LINE = 107;

    /** The longest accepted payload of version 2: 4 KiB. Addresses need at most 216 bytes, certificates' names a few hundred. */
    static final int MAX_PAYLOAD = 4 * 1024;

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte[] PREFIX = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final int FIXED = 16;

    /** The length of {@code PROXY UNKNOWN} and CR LF. */
    private static final int MIN_LINE = 15;

    private static final int WORDS = 6;
    private static final int TCP = 1;

    private final SocketAddress proxy;
    private byte[] bytes = new byte[FIXED];
    private int count;
    private int spaces;
    private @Nullable ProxyHeader header;

    /**
     * Creates a parser.
     *
     * @param proxy the address of the proxy
     */
    public HeaderParser(SocketAddress proxy) {
        this.proxy = proxy;
    }

    /**
     * Returns the header.
     *
     * @return the header, or null while it is incomplete
     */
    public @Nullable ProxyHeader header() {
        return header;
    }

    /**
     * Returns how many more bytes certainly belong to the header.
     *
     * @return 0 if the header is complete, else 1 or more
     */
    public int needed() {
        if (header != null) {
            return 0;
        }
        if (count == 0) {
            return MIN_LINE;
        }
        if (bytes[0] == SIGNATURE[0]) {
            return (count < FIXED ? FIXED : FIXED + payload()) - count;
        }
        if (count < MIN_LINE) {
            return MIN_LINE - count;
        }
        // At least a space and a character for each missing word, and the end of the line.
        return unknown() ? 1 : Math.max(1, 2 * (WORDS - 1 - spaces));
    }

    /**
     * Parses bytes up to the end of the header.
     *
     * @param input the bytes; its position advances
     * @throws MalformedHeaderException if they are not a header; the parser cannot be used any further
     */
    public void feed(ByteBuffer input) throws MalformedHeaderException {
        while (header == null && input.hasRemaining()) {
            take(input.get());
        }
    }

    private void take(byte next) throws MalformedHeaderException {
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(2 * count, FIXED + MAX_PAYLOAD));
        }
        bytes[count++] = next;
        if (bytes[0] == SIGNATURE[0]) {
            parseVersion2(next);
        } else {
            parseVersion1(next);
        }
    }

    // Version 1

    private void parseVersion1(byte next) throws MalformedHeaderException {
        if (count <= PREFIX.length && next != PREFIX[count - 1]) {
            throw new MalformedHeaderException("it begins with neither PROXY nor the signature of version 2");
        }
        if (next == ' ') {
            spaces++;
        }
        boolean afterCr = count > 1 && bytes[count - 2] == '\r';
        if (next == '\n' && afterCr) {
            header = line(new String(bytes, 0, count - 2, StandardCharsets.ISO_8859_1));
        } else if (next == '\n' || afterCr) {
            throw new MalformedHeaderException("a line of version 1 ends with CR LF");
        } else if (count == MAX_LINE) {
            throw new MalformedHeaderException("a line of version 1 has " + MAX_LINE + " bytes at most");
        }
    }

    private boolean unknown() {
        return bytes[PREFIX.length] == 'U';
    }

    private ProxyHeader line(String line) throws MalformedHeaderException {
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            // The rest of the line is ignored.
            return new ProxyHeader(proxy, 1, null, null, List.of());
        }
        int length = words[1].equals("TCP4") ? 4 : words[1].equals("TCP6") ? 16 : 0;
        if (length == 0 || words.length != WORDS) {
            throw new MalformedHeaderException("version 1 has TCP4 or TCP6, two addresses and two ports, or UNKNOWN");
        }
        return new ProxyHeader(
                proxy, 1, address(words[2], words[4], length), address(words[3], words[5], length), List.of());
    }

    private static InetSocketAddress address(String host, String port, int length) throws MalformedHeaderException {
        InetAddress address = NumericAddress.parse(host);
        int number = NumericAddress.decimal(port, 65_535);
        // The JDK returns a mapped address as IPv4.
        boolean fits = address != null && (host.indexOf(':') >= 0) == (length == 16);
        if (!fits || number < 0) {
            throw new MalformedHeaderException("an address or a port of version 1 is malformed");
        }
        return new InetSocketAddress(address, number);
    }

    // Version 2

    private void parseVersion2(byte next) throws MalformedHeaderException {
        if (count <= SIGNATURE.length) {
            if (next != SIGNATURE[count - 1]) {
                throw new MalformedHeaderException("it begins with neither PROXY nor the signature of version 2");
            }
        } else if (count == 13) {
            if ((next & 0xF0) != 0x20) {
                throw new MalformedHeaderException("its version is neither 1 nor 2");
            }
            if ((next & 0x0F) > 1) {
                throw new MalformedHeaderException("its command is neither LOCAL nor PROXY");
            }
        } else if (count >= FIXED) {
            if (payload() > MAX_PAYLOAD) {
                throw new MalformedHeaderException("it announces " + payload() + " bytes, more than " + MAX_PAYLOAD);
            }
            if (count == FIXED + payload()) {
                header = addresses();
            }
        }
    }

    private int payload() {
        return number(14);
    }

    private int number(int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private ProxyHeader addresses() throws MalformedHeaderException {
        int family = (bytes[13] & 0xF0) >> 4;
        int length = family == 1 ? 4 : family == 2 ? 16 : 0;
        int block = family == 3 ? 216 : length == 0 ? 0 : 2 * length + 4;
        boolean local = (bytes[12] & 0x0F) == 0;
        if (local) {
            // A connection of the proxy itself: the rest is ignored.
            return new ProxyHeader(proxy, 2, null, null, List.of());
        }
        if (payload() < block) {
            throw new MalformedHeaderException("its addresses do not fit into " + payload() + " bytes");
        }
        List<ProxyHeader.Extension> extensions = ExtensionParser.parse(bytes, FIXED + block, count);
        if (length == 0 || (bytes[13] & 0x0F) != TCP) {
            // Not TCP over IPv4 or IPv6.
            return new ProxyHeader(proxy, 2, null, null, extensions);
        }
        int ports = FIXED + 2 * length;
        return new ProxyHeader(
                proxy,
                2,
                new InetSocketAddress(address(FIXED, length), number(ports)),
                new InetSocketAddress(address(FIXED + length, length), number(ports + 2)),
                extensions);
    }

    private InetAddress address(int at, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}

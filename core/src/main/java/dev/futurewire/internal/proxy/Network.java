package dev.futurewire.internal.proxy;

import java.net.InetAddress;

/** A range of addresses in CIDR notation: {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address. */
public final class Network {
    private final byte[] prefix;
    private final int bits;

    private Network(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Parses a network.
     *
     * @param text CIDR notation or a single address
     * @return the network
     * @throws IllegalArgumentException if it is neither
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = NumericAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw malformed(text);
        }
        byte[] prefix = address.getAddress();
        int most = prefix.length * 8;
        int bits = slash < 0 ? most : NumericAddress.decimal(text.substring(slash + 1), most);
        if (bits < 0) {
            throw malformed(text);
        }
        return new Network(prefix, bits);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a network; write 10.0.0.0/8, fd00::/8 or a numeric address");
    }

    /**
     * Returns whether an address belongs to this network. An IPv4 address mapped into IPv6 counts as IPv4.
     *
     * @param address the address
     * @return true if its prefix is this network's
     */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != prefix.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            if (((other[i >> 3] ^ prefix[i >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(prefix).getHostAddress() + "/" + bits;
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}

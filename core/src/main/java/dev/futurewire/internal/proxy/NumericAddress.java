package dev.futurewire.internal.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Parses numeric internet addresses. Never looks up names. */
final class NumericAddress {
    private NumericAddress() {}

    /** Returns an address, or null if the text is not one. No zone, no brackets, no leading zeros in IPv4. */
    static @Nullable InetAddress parse(String text) {
        try {
            return text.indexOf(':') >= 0 ? six(text) : four(text);
        } catch (UnknownHostException malformed) {
            return null;
        }
    }

    private static @Nullable InetAddress six(String text) throws UnknownHostException {
        boolean plain = text.chars().allMatch(c -> c == ':' || c == '.' || (c < 0x80 && Character.digit(c, 16) >= 0));
        // The JDK does not look up a text with a colon.
        return plain ? InetAddress.getByName(text) : null;
    }

    private static @Nullable InetAddress four(String text) throws UnknownHostException {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[4];
        if (parts.length != bytes.length) {
            return null;
        }
        for (int i = 0; i < bytes.length; i++) {
            int value = decimal(parts[i], 255);
            if (value < 0) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return InetAddress.getByAddress(bytes);
    }

    /** Parses a decimal number without sign or leading zeros; returns -1 if the text is not one or exceeds a maximum. */
    static int decimal(String text, int max) {
        if (text.isEmpty() || text.length() > 5 || (text.length() > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value <= max ? value : -1;
    }
}

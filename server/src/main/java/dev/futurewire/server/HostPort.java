package dev.futurewire.server;

import dev.futurewire.feed.FeedToken;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A host and a port in their usual notation: {@code 127.0.0.1:7000}, {@code localhost:7000}, {@code [::1]:7000}.
 *
 * @param host the name or address, without brackets
 * @param port the port
 */
record HostPort(String host, int port) {
    /** Resolves the host. */
    InetSocketAddress resolve() throws CommandFailedException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw CommandFailedException.cannotStart("unknown host '" + host + "'", e);
        }
    }

    /** Resolves the host. If it has several addresses, prefers one whose feed has its token in the default file. */
    InetSocketAddress feedAddress() throws CommandFailedException {
        try {
            return FeedToken.locate(host, port);
        } catch (UnknownHostException e) {
            throw CommandFailedException.cannotStart("unknown host '" + host + "'", e);
        }
    }

    /** Returns the address without resolving the host. */
    InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /** Returns whether the host is a name, which may resolve to another address later, rather than a numeric address. */
    boolean isName() {
        return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
    }

    /** Formats an address like {@link #toString()}, with a numeric host. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? new HostPort(number(internet.getAddress()), internet.getPort()).toString()
                : address.toString();
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String number(InetAddress address) {
        return address instanceof Inet6Address six ? compressed(six) : address.getHostAddress();
    }

    /**
     * Formats an address as specified by RFC 5952: hexadecimal groups, with the first of the longest runs of zero groups
     * omitted.
     */
    private static String compressed(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xFF) << 8) | (bytes[2 * i + 1] & 0xFF);
        }
        int from = -1;
        int length = 1; // a single zero group is not omitted
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == from) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(i > 0 && i != from + length ? ":" : "").append(Integer.toHexString(groups[i]));
            }
        }
        String withScope = address.getHostAddress();
        int scope = withScope.indexOf('%');
        return scope < 0 ? text.toString() : text + withScope.substring(scope);
    }

    /** Converts {@code HOST:PORT} on the command line. */
    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            int colon = text.lastIndexOf(':');
            String host = text.substring(0, Math.max(colon, 0));
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            if (bracketed) {
                host = host.substring(1, host.length() - 1);
            }
            if (host.isEmpty() || host.indexOf(':') >= 0 != bracketed) {
                throw new TypeConversionException(
                        "'" + text + "' is not HOST:PORT; write localhost:7000, or [::1]:7000 for IPv6");
            }
            return new HostPort(host, new PortConverter().convert(text.substring(colon + 1)));
        }
    }
}

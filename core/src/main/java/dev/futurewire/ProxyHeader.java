package dev.futurewire;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PROXY protocol header that a trusted proxy sent at the beginning of a connection.
 *
 * @param proxy the address of the proxy, the remote end of the TCP connection
 * @param version the version of the header, 1 or 2
 * @param source the address that the client connected from, or null if the proxy connected on its own behalf (a health
 *     check) or does not know it
 * @param destination the address that the client connected to, or null if {@code source} is null
 * @param extensions the extensions (TLVs) of the header, in its order; always empty in version 1
 */
public record ProxyHeader(
        SocketAddress proxy,
        int version,
        @Nullable InetSocketAddress source,
        @Nullable InetSocketAddress destination,
        List<Extension> extensions) {
    /** Type of the extension that holds the host name the client requested in its TLS handshake (SNI). */
    public static final int AUTHORITY = 0x02;

    /** Type of the extension that holds the application protocol negotiated with the client (ALPN). */
    public static final int ALPN = 0x01;

    /** Type of the extension that holds a unique identifier assigned to the connection by the proxy. */
    public static final int UNIQUE_ID = 0x05;

    /**
     * Creates an instance with a copy of the list.
     *
     * @param proxy the address of the proxy, the remote end of the TCP connection
     * @param version the version of the header, 1 or 2
     * @param source the address that the client connected from, or null if the proxy connected on its own behalf (a health
     *     check) or does not know it
     * @param destination the address that the client connected to, or null if {@code source} is null
     * @param extensions the extensions (TLVs) of the header, in its order; always empty in version 1
     */
    public ProxyHeader {
        extensions = List.copyOf(extensions);
    }

    /** An extension: a type and an opaque value, which this library neither interprets nor validates. */
    public static final class Extension {
        private final int type;
        private final byte[] value;

        /**
         * Creates an extension.
         *
         * @param type the type, 0 to 255
         * @param value the value; copied
         */
        public Extension(int type, byte[] value) {
            this.type = type;
            this.value = value.clone();
        }

        /** {@return the type, 0 to 255} */
        public int type() {
            return type;
        }

        /** {@return a copy of the value} */
        public byte[] value() {
            return value.clone();
        }
    }
}

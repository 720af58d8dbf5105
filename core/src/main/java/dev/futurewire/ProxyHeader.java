package dev.futurewire;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted proxy said about a connection, by the PROXY protocol.
 *
 * @param proxy the proxy's own address: the other end of the TCP connection
 * @param version 1 or 2
 * @param source where the client connected from; null if the proxy speaks for itself (a health check) or does not know
 * @param destination where the client connected to; null as {@code source}
 * @param extensions what else it told (TLVs, version 2 only), in its order
 */
public record ProxyHeader(
        SocketAddress proxy,
        int version,
        @Nullable InetSocketAddress source,
        @Nullable InetSocketAddress destination,
        List<Extension> extensions) {
    /** The type of the extension with the host name that the client asked for by TLS (SNI). */
    public static final int AUTHORITY = 0x02;

    /** The type of the extension with the client's ALPN protocol. */
    public static final int ALPN = 0x01;

    /** The type of the extension with the proxy's unique number for the connection. */
    public static final int UNIQUE_ID = 0x05;

    /** Copies the list. */
    public ProxyHeader {
        extensions = List.copyOf(extensions);
    }

    /** A type and its value. What the value means is the type's business; the proxy vouches for it, nobody else. */
    public static final class Extension {
        private final int type;
        private final byte[] value;

        /**
         * Creates an extension.
         *
         * @param type 0 to 255
         * @param value copied
         */
        public Extension(int type, byte[] value) {
            this.type = type;
            this.value = value.clone();
        }

        /**
         * What it is.
         *
         * @return 0 to 255
         */
        public int type() {
            return type;
        }

        /**
         * What it says.
         *
         * @return a copy
         */
        public byte[] value() {
            return value.clone();
        }
    }
}

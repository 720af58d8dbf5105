package dev.futurewire.monitor.decode;

/**
 * Splits one protocol's traffic into messages and describes them as text. Providers are found with {@link
 * java.util.ServiceLoader}; their names appear in the monitor beside those of the built-in decoders.
 *
 * <p>A decoder never changes or removes bytes: the monitor keeps them, shows them in hexadecimal on request, and saves all of them.
 * What a decoder does not recognize is shown as bytes.
 */
public interface MessageDecoder {
    /** What {@link Messages#length} returns for bytes that are not of this protocol. */
    int UNKNOWN = -1;

    /** {@return the name for display, which also identifies the decoder in the settings} */
    String name();

    /**
     * Starts decoding one direction of a connection. It may begin in the middle of a message.
     *
     * @param inbound true for bytes that were received
     * @return the messages of the direction
     */
    Messages start(boolean inbound);

    /** One direction of a connection. Used by one thread at a time. */
    interface Messages {
        /**
         * Returns the length of the message that starts at a position.
         *
         * @param bytes an array that holds the bytes received so far, from {@code from} up to {@code to}
         * @param from the index of the message's first byte
         * @param to the index after the last byte received
         * @param seen the number of bytes of this message that an earlier call has had already, so that a search can continue
         *     there; 0 in the first call
         * @return the length in bytes; more than {@code to - from} if the message is not complete, 0 if it is not complete and its
         *     length is not known yet, or {@link #UNKNOWN} for bytes that are not of this protocol
         */
        int length(byte[] bytes, int from, int to, int seen);

        /**
         * Describes a message, or the part of one that has been received.
         *
         * @param message the bytes
         * @return the text, whose lines are separated by line feeds. All other characters that are not printable, and those of the
         *     peer that are line feeds, must be escaped: see {@link dev.futurewire.observe.Printable}
         */
        String text(byte[] message);
    }
}

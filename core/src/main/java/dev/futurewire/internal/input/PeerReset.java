package dev.futurewire.internal.input;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Which failures of a channel's input mean that the connection broke underneath. */
public final class PeerReset {
    private PeerReset() {}

    /** Whether both directions have failed because the transport broke. */
    public static boolean isBoth(@Nullable IOException write, @Nullable IOException read) {
        return write != null && read != null && is(write) && is(read);
    }

    /** Whether the transport broke: neither TLS nor the channel itself ended the input. */
    public static boolean is(IOException failure) {
        return !(failure instanceof SSLException
                || failure instanceof SocketTimeoutException
                || failure instanceof ClosedChannelException);
    }
}

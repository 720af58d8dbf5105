package dev.futurewire.internal.input;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Recognizes failures caused by a broken transport connection. */
public final class PeerReset {
    private PeerReset() {}

    /** Whether both directions have failed because the transport connection broke. */
    public static boolean isBoth(@Nullable IOException write, @Nullable IOException read) {
        return write != null && read != null && is(write) && is(read);
    }

    /** Whether the transport connection broke, rather than TLS or the channel itself ending the input. */
    public static boolean is(IOException failure) {
        return !(failure instanceof SSLException
                || failure instanceof SocketTimeoutException
                || failure instanceof ClosedChannelException);
    }
}

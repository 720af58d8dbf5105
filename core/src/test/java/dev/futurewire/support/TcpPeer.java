package dev.futurewire.support;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A peer on a plain socket. */
public final class TcpPeer extends Peer {
    /** Up to this size the kernel accepts bytes at once although they are not read. */
    private static final int SENT_AT_ONCE = 16 * 1024;

    private final Socket socket;
    private final Socket wire;
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
    private volatile @Nullable IOException sendFailure;

    /** A peer on a connected socket. */
    public TcpPeer(Socket socket) throws IOException {
        this(socket, socket);
    }

    /** A peer on a layer over a connected socket. */
    TcpPeer(Socket socket, Socket wire) throws IOException {
        this.socket = socket;
        this.wire = wire;
        wire.setTcpNoDelay(true);
    }

    /** The socket's port: the channel's remote port. */
    int port() {
        return wire.getLocalPort();
    }

    @Override
    public void send(byte[] bytes) {
        if (bytes.length <= SENT_AT_ONCE && sending.isDone()) {
            sendNow(bytes);
        } else {
            sending = sending.thenRunAsync(() -> sendNow(bytes), TcpPeer::onItsOwnThread);
        }
    }

    private static void onItsOwnThread(Runnable task) {
        Thread thread = new Thread(task, "peer-sender");
        thread.setDaemon(true);
        thread.start();
    }

    private void sendNow(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            sendFailure = e;
        }
    }

    @Override
    public void eof() {
        sending = sending.thenRun(() -> {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                sendFailure = e;
            }
        });
    }

    @Override
    public void reset() {
        try {
            wire.setSoLinger(true, 0);
            wire.close();
        } catch (IOException e) {
            throw new AssertionError("cannot reset", e);
        }
    }

    @Override
    public void peerClose() {
        Await.value(sending);
        try {
            if (socket != wire) {
                // Over TLS, the close of the JDK would continue to read, unlike a peer that is gone.
                socket.shutdownOutput();
            }
            wire.close();
        } catch (IOException e) {
            throw new AssertionError("cannot close", e);
        }
    }

    @Override
    public @Nullable IOException sendFailure() {
        return sendFailure;
    }

    @Override
    protected int receive(ByteBuffer target, int max, long withinMillis) throws IOException {
        socket.setSoTimeout((int) Math.max(1, withinMillis));
        try {
            return socket.getInputStream().read(target.array(), target.position(), max);
        } catch (SocketTimeoutException nothing) {
            return 0;
        }
    }

    /** The number of bytes that have arrived and were not received yet. */
    public int available() {
        try {
            return socket.getInputStream().available();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException e) {
            throw new AssertionError("cannot close", e);
        }
    }
}

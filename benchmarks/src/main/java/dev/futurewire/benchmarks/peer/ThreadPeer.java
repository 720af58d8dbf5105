package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;

/**
 * A thread per connection with blocking streams: platform threads, or virtual threads with {@code --virtual}; {@code
 * BufferedReader}, or byte arrays with {@code --bytes}; {@code --timeout} sets the socket's timeout.
 */
public final class ThreadPeer {
    private ThreadPeer() {}

    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.of(args);
        Executor threads = command -> new Thread(command).start();
        if (arguments.has("--virtual")) {
            threads = VirtualThreads.perTask();
            if (threads == null) {
                Announcement.unavailable("this Java has no virtual threads");
                return;
            }
        }
        BlockingEcho echo = arguments.has("--bytes") ? BlockingEcho::bytes : BlockingEcho::lines;
        int timeout = arguments.has("--timeout") ? EchoProtocol.TIMEOUT_SECONDS * 1000 : 0;
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(arguments.address(), EchoProtocol.BACKLOG);
            Announcement.listening(listener.getLocalPort());
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> serve(socket, timeout, echo));
            }
        }
    }

    private static void serve(Socket socket, int timeout, BlockingEcho echo) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeout);
            echo.serve(socket);
        } catch (IOException e) {
            // Closed by the peer, or timed out.
        }
    }
}

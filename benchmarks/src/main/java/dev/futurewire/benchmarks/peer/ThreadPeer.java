package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executor;

/**
 * A thread for each connection and blocking streams: platform threads, or virtual ones with {@code --virtual};
 * {@code BufferedReader}, or bytes found by hand with {@code --bytes}; {@code --timeout} sets the socket's own.
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
        int timeout = arguments.has("--timeout") ? Echo.TIMEOUT_SECONDS * 1000 : 0;
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(arguments.address(), Echo.BACKLOG);
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
            // The peer went away or fell silent: this connection is over, and nobody else is concerned.
        }
    }
}

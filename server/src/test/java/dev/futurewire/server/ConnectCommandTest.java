package dev.futurewire.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncServer;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ServiceOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ConnectCommandTest {
    @Test
    void exchangesLinesWithTheEchoServer() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (AsyncServer server = AsyncServer.listen(anyPort, new EchoService().handler(ServiceOptions.defaults()))) {
            String target = HostPort.text(server.localAddress());
            assertEquals(new CommandResult(0, "one\ntwo", ""), CommandResult.withInput("one\ntwo", "connect", target));
            assertEquals(
                    new CommandResult(0, "one\nBYE\n", ""),
                    CommandResult.withInput("one\nBYE\ntwo\n", "connect", target));
            String many = "a line of some length\n".repeat(50_000);
            assertEquals(new CommandResult(0, many, ""), CommandResult.withInput(many, "connect", target));
        }
    }

    @Test
    void escapesControlCharacters() throws IOException {
        assertEquals(
                new CommandResult(0, "\\u001b[2Jred\\r\n\\xff\\\\ \n", ""),
                against(socket -> socket.getOutputStream().write("\u001b[2Jred\r\n\u00ff\\ \n".getBytes(ISO_8859_1))));
    }

    @Test
    void printsRawBytesOnRequest() throws IOException {
        byte[] bytes = {27, '[', '2', 'J', -1, '\r', '\n', 0};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> peer =
                    serve(server, socket -> socket.getOutputStream().write(bytes));
            int status = Main.run(
                    new String[] {"connect", "--raw", HostPort.text(server.getLocalSocketAddress())},
                    InputStream.nullInputStream(),
                    new PrintStream(out),
                    System.err);
            assertEquals(0, status);
            peer.join();
        }
        assertEquals(new String(bytes, ISO_8859_1), out.toString(ISO_8859_1));
    }

    @Test
    void halfClosesAtTheEndOfStdinAndWaitsForTheAnswer() throws IOException {
        CommandResult run = against(socket -> {
            byte[] question = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(("got " + question.length).getBytes(ISO_8859_1));
        });
        assertEquals(new CommandResult(0, "got 9", ""), run);
    }

    @Test
    void endsWithThePeerWhileStdinIsOpen() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                CompletableFuture<Integer> never = new CompletableFuture<>();
                return never.join();
            }
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> peer =
                    serve(server, socket -> socket.getOutputStream().write('x'));
            String target = HostPort.text(server.getLocalSocketAddress());
            assertEquals(0, Main.run(new String[] {"connect", target}, endless, new PrintStream(out), System.err));
            peer.join();
        }
        assertEquals("x", out.toString(ISO_8859_1));
    }

    @Test
    void aBrokenConnectionExitsWithStatusOne() throws IOException {
        CommandResult run = against(socket -> {
            socket.getInputStream().readNBytes(1);
            socket.setSoLinger(true, 0);
        });
        assertTrue(run.err().matches("futurewire: the connection to 127\\.0\\.0\\.1:\\d+ broke: .+\n"), run.err());
        assertEquals(1, run.status());
    }

    @Test
    void aRefusedConnectionExitsWithStatusTwo() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        CommandResult run = CommandResult.of("connect", "127.0.0.1:" + port);
        assertTrue(run.err().matches("futurewire: cannot connect to 127\\.0\\.0\\.1:\\d+: .+\n"), run.err());
        assertEquals("", run.out());
        assertEquals(2, run.status());
    }

    @Test
    void aClosedStdoutEndsTheCommand() throws IOException {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> peer = serve(server, socket -> {
                socket.getOutputStream().write("hello\n".getBytes(ISO_8859_1));
                socket.getInputStream().read();
            });
            String target = HostPort.text(server.getLocalSocketAddress());
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int status = Main.run(
                    new String[] {"connect", target},
                    InputStream.nullInputStream(),
                    new PrintStream(closed),
                    new PrintStream(err));
            assertEquals(1, status);
            assertEquals("futurewire: stdout is closed\n", err.toString(ISO_8859_1));
            peer.exceptionally(reset -> null)
                    .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                    .join();
        }
    }

    private interface Peer {
        void talk(Socket socket) throws IOException;
    }

    /** Runs {@code connect} against a peer, with nine bytes on stdin. */
    private static CommandResult against(Peer peer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = serve(server, peer);
            CommandResult run =
                    CommandResult.withInput("question\n", "connect", HostPort.text(server.getLocalSocketAddress()));
            served.join();
            return run;
        }
    }

    private static CompletableFuture<Void> serve(ServerSocket server, Peer peer) {
        return CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept()) {
                peer.talk(socket);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}

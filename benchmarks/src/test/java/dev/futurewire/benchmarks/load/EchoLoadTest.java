package dev.futurewire.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that echoes wrong bytes yields no result. */
@Tag("slow")
class EchoLoadTest {
    private ServerSocket listener;

    /** The answer of a faulty server to a byte. */
    private interface Answer {
        void to(int read, OutputStream out) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void otherBytes() {
        serve((read, out) -> out.write(read == '\n' ? '\n' : 'x'));

        assertThatThrownBy(this::load).hasMessageContaining("something else");
    }

    @Test
    void moreBytes() {
        serve((read, out) -> out.write(new byte[] {(byte) read, (byte) read}));

        assertThatThrownBy(this::load).isInstanceOf(IOException.class);
    }

    @Test
    void anEndInTheMiddle() {
        serve((read, out) -> {
            if (read == '\n') {
                out.close();
            } else {
                out.write(read);
            }
        });

        assertThatThrownBy(this::load).isInstanceOf(IOException.class);
    }

    private void load() throws IOException {
        long pid = ProcessHandle.current().pid();
        new EchoLoad(Request.parse("echo port=" + listener.getLocalPort() + " pid=" + pid
                        + " core=0 connections=1 depth=1 bytes=8 warmup=1 settle=0 seconds=1"))
                .run();
    }

    private void serve(Answer answer) {
        Thread server = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                int read = in.read();
                while (read >= 0) {
                    answer.to(read, socket.getOutputStream());
                    read = in.read();
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        server.setUncaughtExceptionHandler((thread, e) -> {
            // Expected: the client closes the connection.
        });
        server.setDaemon(true);
        server.start();
    }
}

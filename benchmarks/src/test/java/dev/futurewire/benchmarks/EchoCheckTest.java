package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EchoCheckTest {
    private static final int LENGTH = "one\n\ntwo\nBYE\n".length();

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void aCorrectEchoPasses() {
        answering(LENGTH);

        assertThatCode(() -> EchoCheck.of(listener.getLocalPort())).doesNotThrowAnyException();
    }

    @Test
    void aServerThatLosesBytesIsRejected() {
        answering(LENGTH - 1);

        assertThatIOException()
                .isThrownBy(() -> EchoCheck.of(listener.getLocalPort()))
                .withMessageContaining("answers wrong");
    }

    /** Serves a connection that echoes a number of bytes and closes. */
    private void answering(int count) {
        Thread server = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                byte[] received = socket.getInputStream().readNBytes(LENGTH);
                socket.getOutputStream().write(received, 0, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        server.setDaemon(true);
        server.start();
    }
}

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

class SelfCheckTest {
    private static final int ASKED = "one\n\ntwo\nBYE\n".length();

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
    void anEchoThatEndsIsRight() {
        answering(ASKED);

        assertThatCode(() -> SelfCheck.of(listener.getLocalPort())).doesNotThrowAnyException();
    }

    @Test
    void aServerThatLosesSomethingIsTold() {
        answering(ASKED - 1);

        assertThatIOException()
                .isThrownBy(() -> SelfCheck.of(listener.getLocalPort()))
                .withMessageContaining("answers wrong");
    }

    /** Sends back so many of the bytes that come, and closes. */
    private void answering(int count) {
        Thread server = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                byte[] asked = socket.getInputStream().readNBytes(ASKED);
                socket.getOutputStream().write(asked, 0, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        server.setDaemon(true);
        server.start();
    }
}

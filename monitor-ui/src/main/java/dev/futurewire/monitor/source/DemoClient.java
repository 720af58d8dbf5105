package dev.futurewire.monitor.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Client behaviors of the demonstration. Each runs one conversation on a thread of its own, with blocking I/O. */
enum DemoClient {
    /** Sends lines all the time. */
    CHATTY(4) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int i = 1; i <= 400; i++) {
                send(socket, "hello from a chatty client, line " + i);
                readLine(socket);
                pause(60 + i % 50);
            }
            send(socket, "BYE");
            readLine(socket);
        }
    },
    /** Sends large batches of lines. */
    BULKY(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            byte[] batch = ("0123456789abcdef".repeat(24) + "\n").repeat(20).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 600; i++) {
                socket.getOutputStream().write(batch);
                for (int heard = 0; heard < batch.length; ) {
                    heard += socket.getInputStream().readNBytes(batch.length - heard).length;
                }
                pause(40);
            }
        }
    },
    /** Sends one character at a time. */
    SLOW(2) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int line = 0; line < 8; line++) {
                for (byte b : "typed by hand".getBytes(StandardCharsets.US_ASCII)) {
                    socket.getOutputStream().write(b);
                    pause(350);
                }
                send(socket, "");
                readLine(socket);
            }
        }
    },
    /** Sends nothing until the timeout. */
    SILENT(2) {
        @Override
        void play(Socket socket) throws IOException {
            readToEnd(socket);
        }
    },
    /** Sends a line over the limit. */
    OVERLONG(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            send(socket, "the next line is too long");
            readLine(socket);
            pause(3_000);
            send(socket, "A".repeat(80 * 1024));
            readToEnd(socket);
        }
    },
    /** Makes the handler block its loop. */
    BLOCKING(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int i = 0; i < 4; i++) {
                send(socket, "block 700");
                readLine(socket);
                pause(5_000);
            }
        }
    },
    /** Makes the handler return with a read pending. */
    FORGETFUL(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            pause(4_000);
            send(socket, "forget");
            readToEnd(socket);
        }
    },
    /** Ends its output and keeps reading. */
    HALF_CLOSED(1) {
        @Override
        void play(Socket socket) throws IOException {
            send(socket, "I have said all I had to say");
            socket.shutdownOutput();
            readToEnd(socket);
        }
    },
    /** Sends without reading the answers. */
    FLOODING(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            byte[] flood = ("flood".repeat(40) + "\n").repeat(50).getBytes(StandardCharsets.US_ASCII);
            // Blocks once the server stops reading, until the server's write timeout.
            while (!Thread.currentThread().isInterrupted()) {
                socket.getOutputStream().write(flood);
                pause(5);
            }
        }
    },
    /** Sends control characters and markup. */
    HOSTILE(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int i = 0; i < 30; i++) {
                send(socket, "\u001b[31mred\u001b[0m \u0007 \u202eright-to-left\u202c <b>no markup</b> \u0000");
                readLine(socket);
                pause(900);
            }
        }
    },
    /** Resets the connection. */
    RESETTING(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            send(socket, "I shall be gone at once");
            pause(6_000);
            socket.setSoLinger(true, 0); // close() sends a reset
        }
    };

    private final int count;

    DemoClient(int count) {
        this.count = count;
    }

    /** Returns the number of such clients in a demonstration. */
    int count() {
        return count;
    }

    /** Runs one conversation. */
    abstract void play(Socket socket) throws IOException, InterruptedException;

    private static void send(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void readLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int next;
        do {
            next = in.read();
        } while (next >= 0 && next != '\n');
    }

    private static void readToEnd(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}

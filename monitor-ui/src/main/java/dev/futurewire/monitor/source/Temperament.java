package dev.futurewire.monitor.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What a demonstration's client is like. Each plays one conversation on a thread of its own, in blocking style. */
enum Temperament {
    /** Talks all the time. */
    CHATTY(4) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int i = 1; i <= 400; i++) {
                say(socket, "hello from a chatty client, line " + i);
                hear(socket);
                pause(60 + i % 50);
            }
            say(socket, "BYE");
            hear(socket);
        }
    },
    /** Sends much, many lines at once. */
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
    /** Types a character at a time. */
    SLOW(2) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int line = 0; line < 8; line++) {
                for (byte b : "typed by hand".getBytes(StandardCharsets.US_ASCII)) {
                    socket.getOutputStream().write(b);
                    pause(350);
                }
                say(socket, "");
                hear(socket);
            }
        }
    },
    /** Says nothing until it is thrown out. */
    SILENT(2) {
        @Override
        void play(Socket socket) throws IOException {
            hearTheEnd(socket);
        }
    },
    /** Sends a line without an end. */
    OVERLONG(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            say(socket, "the next line is too long");
            hear(socket);
            pause(3_000);
            say(socket, "A".repeat(80 * 1024));
            hearTheEnd(socket);
        }
    },
    /** Makes its handler block the loop. */
    BLOCKING(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int i = 0; i < 4; i++) {
                say(socket, "block 700");
                hear(socket);
                pause(5_000);
            }
        }
    },
    /** Makes its handler forget a read. */
    FORGETFUL(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            pause(4_000);
            say(socket, "forget");
            hearTheEnd(socket);
        }
    },
    /** Ends its side and listens on. */
    HALF_CLOSED(1) {
        @Override
        void play(Socket socket) throws IOException {
            say(socket, "I have said all I had to say");
            socket.shutdownOutput();
            hearTheEnd(socket);
        }
    },
    /** Sends and does not read what comes back. */
    FLOODING(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            byte[] flood = ("flood".repeat(40) + "\n").repeat(50).getBytes(StandardCharsets.US_ASCII);
            // Blocks when the server stops reading, which is the point; the server's write timeout ends it.
            while (!Thread.currentThread().isInterrupted()) {
                socket.getOutputStream().write(flood);
                pause(5);
            }
        }
    },
    /** Sends what should not be shown as it is. */
    HOSTILE(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            for (int i = 0; i < 30; i++) {
                say(socket, "\u001b[31mred\u001b[0m \u0007 \u202eright-to-left\u202c <b>no markup</b> \u0000");
                hear(socket);
                pause(900);
            }
        }
    },
    /** Breaks the connection in the middle. */
    RESETTING(1) {
        @Override
        void play(Socket socket) throws IOException, InterruptedException {
            say(socket, "I shall be gone at once");
            pause(6_000);
            socket.setSoLinger(true, 0); // closing sends a reset
        }
    };

    private final int howMany;

    Temperament(int howMany) {
        this.howMany = howMany;
    }

    /** How many of them a demonstration has. */
    int howMany() {
        return howMany;
    }

    /** One conversation. */
    abstract void play(Socket socket) throws IOException, InterruptedException;

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void hear(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int next;
        do {
            next = in.read();
        } while (next >= 0 && next != '\n');
    }

    private static void hearTheEnd(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}

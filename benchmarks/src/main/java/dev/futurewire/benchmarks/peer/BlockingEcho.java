package dev.futurewire.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;

/** Serves a connection on one thread. */
interface BlockingEcho {
    void serve(Socket socket) throws IOException;

    /** Echoes lines with the JDK's reader and writer; flushes only when no input is buffered. */
    static void lines(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), UTF_8));
        String line = in.readLine();
        while (line != null) {
            out.write(line);
            out.write('\n');
            boolean farewell = line.equals(EchoProtocol.FAREWELL);
            if (farewell || !in.ready()) {
                out.flush();
            }
            line = farewell ? null : in.readLine();
        }
    }

    /** Echoes lines in a byte array. */
    static void bytes(Socket socket) throws IOException {
        new BlockingBytesEcho(socket.getInputStream(), socket.getOutputStream()).serve();
    }
}

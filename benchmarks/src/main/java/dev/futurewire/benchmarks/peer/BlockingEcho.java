package dev.futurewire.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;

/** A connection served from its first line to its last by one thread. */
interface BlockingEcho {
    void serve(Socket socket) throws IOException;

    /** With the JDK's reader and writer. Flushing only when no further input waits is all the tuning there is to do. */
    static void lines(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), UTF_8));
        String line = in.readLine();
        while (line != null) {
            out.write(line);
            out.write('\n');
            boolean farewell = line.equals(Echo.FAREWELL);
            if (farewell || !in.ready()) {
                out.flush();
            }
            line = farewell ? null : in.readLine();
        }
    }

    /** With a byte array and a search for newlines. */
    static void bytes(Socket socket) throws IOException {
        new BlockingBytesEcho(socket.getInputStream(), socket.getOutputStream()).serve();
    }
}

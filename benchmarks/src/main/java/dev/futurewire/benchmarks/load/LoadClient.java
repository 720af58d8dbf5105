package dev.futurewire.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Performs the request on each line of standard input, and answers with one line, {@code ok key=value …} or {@code failed
 * REASON}:
 *
 * <pre>
 * echo port=7000 pid=1 core=1 connections=64 depth=64 bytes=64 warmup=3 settle=20 seconds=3 [check=always] [asleep=yes]
 * connect port=7000 pid=1 core=1 connections=16 bytes=64 warmup=3 settle=20 seconds=3
 * tls-echo, tls-connect                         (the same over TLS, with a thread for each connection)
 * idle port=7000 connections=10000 bytes=64     (opens what is missing; every connection sends a line)
 * release                                       (closes the idle connections)
 * </pre>
 *
 * One client serves many measurements, so that it is warm.
 */
public final class LoadClient {
    private final IdleLoad idle = new IdleLoad();

    private LoadClient() {}

    public static void main(String[] args) throws IOException {
        LoadClient client = new LoadClient();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            System.out.println(client.answer(line));
        }
    }

    private String answer(String line) {
        try {
            Request request = Request.parse(line);
            return switch (request.work()) {
                case "echo" -> "ok " + new EchoLoad(request).run();
                case "connect" -> "ok " + new ConnectLoad(request).run();
                case "tls-echo" -> "ok " + new TlsLoad(request, false).run();
                case "tls-connect" -> "ok " + new TlsLoad(request, true).run();
                case "idle" -> "ok " + idle.hold(request);
                case "release" -> "ok " + idle.release();
                default -> "failed unknown work " + request.work();
            };
        } catch (IOException | IllegalArgumentException e) {
            return "failed " + e;
        }
    }
}

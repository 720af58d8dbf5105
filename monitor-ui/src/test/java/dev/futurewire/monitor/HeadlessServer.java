package dev.futurewire.monitor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless server in a process of its own. */
final class HeadlessServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("futurewire (echo|feed) listening on 127.0.0.1:(\\d+).*");

    final Process process;
    int port;
    int feedPort;

    private HeadlessServer(Process process) {
        this.process = process;
    }

    static HeadlessServer start(int port, int feedPort, Path token, String... more) throws IOException {
        return start(List.of(), port, feedPort, token, more);
    }

    /** Starts a server with a prefix before its command, such as {@code taskset -c 0}. */
    static HeadlessServer start(List<String> before, int port, int feedPort, Path token, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.futurewire.server.Main",
                "--port",
                Integer.toString(port),
                "--feed",
                Integer.toString(feedPort),
                "--token-file",
                token.toString()));
        command.addAll(List.of(more));
        HeadlessServer server = new HeadlessServer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        BufferedReader out = server.process.inputReader();
        while (server.port == 0 || server.feedPort == 0) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the server exited: " + command);
            }
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.matches()) {
                int found = Integer.parseInt(matcher.group(2));
                if (matcher.group(1).equals("feed")) {
                    server.feedPort = found;
                } else {
                    server.port = found;
                }
            }
        }
        return server;
    }

    /** Returns the processor time it has used. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Kills the process. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}

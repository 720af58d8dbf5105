package dev.futurewire.monitor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless server as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("futurewire (echo|feed) listening on 127.0.0.1:(\\d+).*");

    final Process process;
    int port;
    int feedPort;

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start(int port, int feedPort, Path token, String... more) throws IOException {
        return start(List.of(), port, feedPort, token, more);
    }

    /** With words before its command: {@code taskset -c 0}, say. */
    static ServerProcess start(List<String> before, int port, int feedPort, Path token, String... more)
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
        ServerProcess server = new ServerProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        BufferedReader out = server.process.inputReader();
        while (server.port == 0 || server.feedPort == 0) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the server ended at once: " + command);
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

    /** How much processor time it has taken. */
    long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** As an accident would. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}

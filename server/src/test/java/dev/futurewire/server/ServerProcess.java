package dev.futurewire.server;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The program in a process of its own. Closing it kills what is left of it. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("futurewire echo listening on 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final BufferedReader out;
    private final Thread errReader;
    private final List<String> err = new ArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        errReader = new Thread(this::readErr, "stderr");
        errReader.start();
    }

    /** Starts it with these arguments, on the class path of the tests. */
    static ServerProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ServerProcess(new ProcessBuilder(command).start());
    }

    /** The next line on stdout. */
    String nextLine() throws IOException {
        return out.readLine();
    }

    /** Reads the listening line; the port in it. */
    int port() throws IOException {
        String line = nextLine();
        Matcher matcher = LISTENING.matcher(String.valueOf(line));
        if (!matcher.matches()) {
            throw new AssertionError("not a listening line: " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Sends a signal: TERM, INT or HUP. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, "" + process.pid())
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill exited with " + status);
        }
    }

    /**
     * Whether a signal reaches it: SIGHUP does not whoever was started with nohup, or by somebody who was, SIGINT not whoever
     * a shell without job control has started in the background.
     *
     * @param number of the signal
     */
    boolean hears(int number) throws IOException {
        Path status = Path.of("/proc", "" + process.pid(), "status");
        if (!Files.exists(status)) {
            return true;
        }
        Matcher ignored = Pattern.compile("SigIgn:\\s*(\\p{XDigit}+)").matcher(Files.readString(status));
        return !ignored.find() || (Long.parseUnsignedLong(ignored.group(1), 16) >> (number - 1) & 1) == 0;
    }

    /** Waits for the end; the exit status. */
    int status() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    /** Waits until a line on stderr ends like this. */
    void awaitErr(String end) throws InterruptedException {
        synchronized (err) {
            while (err.stream().noneMatch(line -> line.endsWith(end))) {
                err.wait();
            }
        }
    }

    /** All of stderr, once it has ended; each line ended by LF. */
    String err() throws InterruptedException {
        errReader.join();
        synchronized (err) {
            return err.stream().map(line -> line + "\n").collect(Collectors.joining());
        }
    }

    private void readErr() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (err) {
                    err.add(line);
                    err.notifyAll();
                }
            }
        } catch (IOException e) {
            // Killed: there is no more.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

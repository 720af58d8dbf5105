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

/** The program in a separate process. Closing it kills the process. */
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

    /** Starts the program with these arguments, on the class path of the tests. */
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

    /** Returns the next line on stdout. */
    String nextLine() throws IOException {
        return out.readLine();
    }

    /** Reads the listening line and returns its port. */
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
     * Returns whether the process handles a signal. Inherited signal masks may exclude it: SIGHUP is ignored under nohup, and
     * SIGINT in background processes of a shell without job control.
     *
     * @param number the number of the signal
     */
    boolean hears(int number) throws IOException {
        Path status = Path.of("/proc", "" + process.pid(), "status");
        if (!Files.exists(status)) {
            return true;
        }
        Matcher ignored = Pattern.compile("SigIgn:\\s*(\\p{XDigit}+)").matcher(Files.readString(status));
        return !ignored.find() || (Long.parseUnsignedLong(ignored.group(1), 16) >> (number - 1) & 1) == 0;
    }

    /** Waits for the process to exit and returns its status. */
    int status() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    /** Waits for a line on stderr with this end. */
    void awaitErr(String end) throws InterruptedException {
        synchronized (err) {
            while (err.stream().noneMatch(line -> line.endsWith(end))) {
                err.wait();
            }
        }
    }

    /** Waits for the end of stderr and returns its lines, each terminated by LF. */
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
            // The process was killed.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

package dev.futurewire.server.faults;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A separate JVM. Closing it kills the process. */
public final class ChildProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("futurewire echo listening on .*:(\\d+)");
    private static final Pattern METRICS = Pattern.compile("futurewire metrics listening on .*:(\\d+)");

    private final Process process;
    private final List<Line> out = new CopyOnWriteArrayList<>();
    private final List<Line> err = new CopyOnWriteArrayList<>();

    /**
     * A line of output.
     *
     * @param at when it was read, of {@link System#nanoTime()}
     * @param text the line
     */
    record Line(long at, String text) {}

    private ChildProcess(Process process) {
        this.process = process;
        collect(process.inputReader(StandardCharsets.UTF_8), out);
    }

    /** Starts reading stderr. */
    ChildProcess listening() {
        collect(process.errorReader(StandardCharsets.UTF_8), err);
        return this;
    }

    /** Starts the server from a class path, with a prefix of the command and options of the JVM. */
    public static ChildProcess server(List<String> prefix, List<String> options, String classPath, String... arguments)
            throws IOException {
        return start(prefix, options, classPath, "dev.futurewire.server.Main", arguments);
    }

    /** Starts the server from the class path of the tests. */
    static ChildProcess server(String... arguments) throws IOException {
        return server(List.of(), List.of(), System.getProperty("java.class.path"), arguments);
    }

    /** Starts the server from the class path of the tests, with a stderr that is not read until {@link #listening()}. */
    static ChildProcess unheard(String... arguments) throws IOException {
        return launch(
                List.of(), List.of(), System.getProperty("java.class.path"), "dev.futurewire.server.Main", arguments);
    }

    /** Starts a main class. */
    static ChildProcess start(
            List<String> prefix, List<String> options, String classPath, String main, String... arguments)
            throws IOException {
        return launch(prefix, options, classPath, main, arguments).listening();
    }

    private static ChildProcess launch(
            List<String> prefix, List<String> options, String classPath, String main, String... arguments)
            throws IOException {
        return new ChildProcess(new ProcessBuilder(command(prefix, options, classPath, main, arguments)).start());
    }

    /** Returns the command that starts a JVM. */
    static List<String> command(
            List<String> prefix, List<String> options, String classPath, String main, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void collect(BufferedReader reader, List<Line> lines) {
        Thread collector = new Thread(
                () -> {
                    try (reader) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            lines.add(new Line(System.nanoTime(), line));
                        }
                    } catch (IOException killed) {
                        // The process was killed.
                    }
                },
                "child-output");
        collector.setDaemon(true);
        collector.start();
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Returns the port in the listening line. */
    int port() throws Exception {
        return Integer.parseInt(awaitOut(LISTENING).group(1));
    }

    /** Returns the port of the metrics. */
    int metricsPort() throws Exception {
        return Integer.parseInt(awaitOut(METRICS).group(1));
    }

    /** Waits for a line on stdout. */
    public Matcher awaitOut(Pattern pattern) throws Exception {
        return await(pattern, out);
    }

    /** Waits for a line on stderr that contains a text; returns when it was read. */
    long awaitErr(String part) throws Exception {
        Eventually.until(part, () -> err.stream().anyMatch(line -> line.text().contains(part)) || !alive());
        return err.stream()
                .filter(line -> line.text().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("ended without '" + part + "':\n" + err()))
                .at();
    }

    private Matcher await(Pattern pattern, List<Line> lines) throws Exception {
        Matcher[] found = new Matcher[1];
        Eventually.until(pattern.pattern(), () -> {
            for (Line line : lines) {
                Matcher matcher = pattern.matcher(line.text());
                if (matcher.find()) {
                    found[0] = matcher;
                    return true;
                }
            }
            if (!alive()) {
                throw new AssertionError("ended without a line like " + pattern + ":\n" + err());
            }
            return false;
        });
        return found[0];
    }

    /** Returns the number of lines on stderr that contain a text. */
    long countErr(String part) {
        return err.stream().filter(line -> line.text().contains(part)).count();
    }

    /** Returns the lines on stdout so far. */
    public String out() {
        return text(out);
    }

    /** Returns the lines on stderr so far. */
    public String err() {
        return text(err);
    }

    private static String text(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    /** Sends a signal by its name. */
    public void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor();
        if (status != 0) {
            throw new AssertionError("kill exited with " + status);
        }
    }

    /** Waits for the process to exit within a limit and returns its status. */
    public int exit(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + within + ":\n" + err());
        }
        return process.exitValue();
    }

    /** Kills the process with SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}

package dev.futurewire.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that is pinned to its cores and talked to by lines. None outlives the runner. */
final class Child implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path errors;
    private final Writer in;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** @param cores where it may run, as taskset lists them */
    Child(String cores, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        errors = Files.createTempFile("futurewire-benchmarks", ".err");
        process = new ProcessBuilder(pinned).redirectError(errors.toFile()).start();
        RUNNING.add(process);
        in = process.outputWriter();
        Thread listener = new Thread(this::listen, "output of " + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    /** The number of the program itself: taskset replaces itself by it. */
    long pid() {
        return process.pid();
    }

    void say(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** The next line that the process prints. */
    String hear(int seconds) throws IOException {
        try {
            for (int tenths = 0; tenths < seconds * 10; tenths++) {
                String line = heard.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    return line;
                }
                if (!process.isAlive() && heard.isEmpty()) {
                    throw new IOException("it ended: " + lastError());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        throw new IOException("it said nothing for " + seconds + " s: " + lastError());
    }

    private void listen() {
        try (BufferedReader out = process.inputReader()) {
            @Nullable String line = out.readLine();
            while (line != null) {
                heard.add(line);
                line = out.readLine();
            }
        } catch (IOException e) {
            heard.add("failed " + e);
        }
    }

    /** What it complained about last, stack frames aside. */
    String lastError() throws IOException {
        return Files.readAllLines(errors).stream()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .reduce((earlier, later) -> later)
                .orElse("no word about why");
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        RUNNING.remove(process);
        Files.deleteIfExists(errors);
    }
}

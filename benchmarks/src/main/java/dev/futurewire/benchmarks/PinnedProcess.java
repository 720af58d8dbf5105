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

/** A process pinned to certain cores, which exchanges lines with the runner and is killed when the runner exits. */
final class PinnedProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path errors;
    private final Writer in;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

    /**
     * Starts a process.
     *
     * @param cores cores to run on, as a list for taskset
     */
    PinnedProcess(String cores, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        errors = Files.createTempFile("futurewire-benchmarks", ".err");
        process = new ProcessBuilder(pinned).redirectError(errors.toFile()).start();
        RUNNING.add(process);
        in = process.outputWriter();
        Thread reader = new Thread(this::readOutput, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns the pid of the program, which replaces taskset. */
    long pid() {
        return process.pid();
    }

    void send(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /** Returns the next line the process prints. */
    String receive(int seconds) throws IOException {
        try {
            for (int tenths = 0; tenths < seconds * 10; tenths++) {
                String line = output.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    return line;
                }
                if (!process.isAlive() && output.isEmpty()) {
                    throw new IOException("the process exited: " + lastError());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        throw new IOException("no output for " + seconds + " s: " + lastError());
    }

    private void readOutput() {
        try (BufferedReader out = process.inputReader()) {
            @Nullable String line = out.readLine();
            while (line != null) {
                output.add(line);
                line = out.readLine();
            }
        } catch (IOException e) {
            output.add("failed " + e);
        }
    }

    /** Returns the last line of its error output, without stack frames. */
    String lastError() throws IOException {
        return Files.readAllLines(errors).stream()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .reduce((earlier, later) -> later)
                .orElse("no error output");
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        RUNNING.remove(process);
        Files.deleteIfExists(errors);
    }
}

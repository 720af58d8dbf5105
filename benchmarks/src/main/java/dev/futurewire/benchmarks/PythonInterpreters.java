package dev.futurewire.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Python interpreters of this machine. Often there are several, and the modules of the package manager belong to one that
 * is not the first on the path; so the first interpreter that has a module is used.
 */
final class PythonInterpreters {
    private static final int TIMEOUT_SECONDS = 10;

    private final @Nullable String chosen;
    private final Map<String, String> byModule = new HashMap<>();

    /**
     * Creates a list of interpreters.
     *
     * @param chosen the only interpreter to use, or null for all on the path
     */
    PythonInterpreters(@Nullable String chosen) {
        this.chosen = chosen;
    }

    /** Returns a command that runs the peer's program, passed as text since it may be in a jar, with its module. */
    List<String> command(Peer peer) throws IOException, PeerUnavailableException {
        return new ArrayList<>(
                List.of(interpreterWith(Objects.requireNonNull(peer.module())), "-c", text("peer/" + peer.program())));
    }

    private String interpreterWith(String module) throws IOException, PeerUnavailableException {
        String known = byModule.get(module);
        if (known != null) {
            return known;
        }
        for (String candidate : candidates()) {
            if (has(candidate, module)) {
                byModule.put(module, candidate);
                return candidate;
            }
        }
        throw new PeerUnavailableException("no python3 has " + module);
    }

    private List<String> candidates() {
        if (chosen != null) {
            return List.of(chosen);
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "python3"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .toList();
    }

    private static boolean has(String interpreter, String module) throws IOException {
        Process process = new ProcessBuilder(interpreter, "-c", "import " + module)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = PythonInterpreters.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("missing from the class path: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
